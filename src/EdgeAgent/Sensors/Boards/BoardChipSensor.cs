using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Sensors.Boards;

/// <summary>
/// A chip of a board. It is read directly, or through the kernel driver that owns it. The choice is made before the first reading and
/// after every fault; when a driver is bound later, the next reading uses it.
/// </summary>
internal sealed class BoardChipSensor : IPowerSensor
{
    private readonly HardwareAccess _hardware;
    private readonly int _busId;
    private readonly ChipSpec _spec;
    private I2cBus? _bus;
    private PowerChip? _chip;
    private string? _kernelDevice;

    internal BoardChipSensor(HardwareAccess hardware, int busId, ChipSpec spec)
    {
        (_hardware, _busId, _spec) = (hardware, busId, spec);
        Name = $"{spec.Type}@{busId}-{spec.Address:x4}" + (spec.Type == "ina3221" ? $"/{spec.Channel}" : "");
    }

    public string Name { get; }

    public void Start(Action wake)
    {
    }

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        try
        {
            // A driver may have been bound since. The chip must not be read by both, so the device is opened again; when the driver has no
            // files, opening fails with a message that names the driver.
            if (_chip is not null && _hardware.BoundDevice(_busId, _spec.Address) is not null) Close();
            if (_chip is null && _kernelDevice is null) Open();
            reading = (_kernelDevice is { } device ? KernelChip.Read(device, _spec) : _chip!.Measure()) with { DeviceTimeMs = now.DeviceTimeMs };
            fault = null;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            reading = new PowerReading();
            fault = e.Message;
            return false;
        }
    }

    public void Dispose() => Close();

    private void Open()
    {
        _kernelDevice = BoundDevice();
        if (_kernelDevice is not null) return;
        _bus = _hardware.OpenI2c(_busId);
        var chip = ChipTypes.Create(_spec, _bus.CreateDevice(_spec.Address));
        _chip = chip;
        chip.Configure();
    }

    private string? BoundDevice()
    {
        if (_hardware.BoundDevice(_busId, _spec.Address) is { } device && KernelChip.HasFiles(device)) return device;
        return null;
    }

    private void Close()
    {
        _kernelDevice = null;
        _chip?.Dispose();
        _chip = null;
        _bus?.Dispose();
        _bus = null;
    }
}
