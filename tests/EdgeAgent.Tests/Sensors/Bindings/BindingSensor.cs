using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;

namespace EdgeAgent.Tests.Sensors.Bindings;

/// <summary>
/// A chip of Iot.Device.Bindings as a source of power readings, on the agent's own buses. The binding is made anew after every fault,
/// because a chip that lost its supply forgets its settings.
/// </summary>
/// <param name="create">Makes the binding, which owns the device.</param>
/// <param name="measure">Takes one reading; refuses what cannot be true with <see cref="Believe"/>, which the bindings leave to their caller.</param>
internal sealed class BindingSensor<T>(HardwareAccess hardware, int busId, int address, Func<I2cDevice, T> create, Func<T, PowerReading> measure) : IPowerSensor
    where T : class, IDisposable
{
    private I2cBus? _bus;
    private T? _binding;

    public string Name { get; } = $"{typeof(T).Name.ToLowerInvariant()}@{busId}-{address:x4}";

    /// <summary>The value when it is possible.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static double Believe(double value, double low, double high, string what) =>
        value >= low && value <= high ? value : throw new InvalidDataException($"{what} reads {value}, possible are {low} to {high}");

    public void Start(Action wake)
    {
    }

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        try
        {
            _bus ??= hardware.OpenI2c(busId);
            _binding ??= create(_bus.CreateDevice(address));
            reading = measure(_binding) with { DeviceTimeMs = now.DeviceTimeMs };
            fault = null;
            return true;
        }
        catch (Exception e) when (IsFaultOfHardware(e))
        {
            Dispose();
            reading = new PowerReading();
            fault = $"{Name}: {e.Message}";
            return false;
        }
    }

    public void Dispose()
    {
        _binding?.Dispose();
        _binding = null;
        _bus?.Dispose();
        _bus = null;
    }

    // The agent's buses throw the first two; the bindings wrap them, or throw their own exceptions for an implausible answer.
    private static bool IsFaultOfHardware(Exception e) =>
        e is IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException or InvalidOperationException or ArgumentException;
}
