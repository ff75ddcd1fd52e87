using System.Device.Gpio;
using System.Device.I2c;
using System.Diagnostics;
using System.Threading;
using EdgeAgent.Nano.Mqtt;
using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano.Boards;

/// <summary>Common base of the boards: bus, lines, clock, files and sockets of .NET nanoFramework.</summary>
public abstract class BoardBase : IBoard
{
    // 1970-01-01 in ticks of 100 ns. A clock that shows a year before 2024 was never set.
    private const long EpochTicks = 621_355_968_000_000_000;
    private const int FirstYear = 2024;

    private readonly GpioController _gpio = new GpioController();
    private readonly int _busId;
    private long _startTicks;

    protected BoardBase(FirmwareSettings settings, string model, int busId)
    {
        Model = model;
        _busId = busId;
        _startTicks = Ticks();
        Network = new WifiNetwork(settings);
        Transport = new SocketTransport(settings);
        Storage = new FileMedium();
    }

    public string Model { get; }

    public abstract WakeCause WakeCause { get; }

    public long UptimeMs => (Ticks() - _startTicks) / TimeSpan.TicksPerMillisecond;

    public long UtcMs => DateTime.UtcNow.Year < FirstYear ? 0 : (DateTime.UtcNow.Ticks - EpochTicks) / TimeSpan.TicksPerMillisecond;

    public IRecordMedium Storage { get; }

    public ITransport Transport { get; }

    protected WifiNetwork Network { get; }

    public int ReadWord(int address, int register)
    {
        byte[] answer = new byte[2];
        using (I2cDevice device = I2cDevice.Create(new I2cConnectionSettings(_busId, address)))
        {
            I2cTransferResult result = device.WriteRead(new[] { (byte)register }, answer);
            return result.Status == I2cTransferStatus.FullTransfer ? (answer[0] << 8) | answer[1] : -1;
        }
    }

    public bool WriteWord(int address, int register, int value)
    {
        using (I2cDevice device = I2cDevice.Create(new I2cConnectionSettings(_busId, address)))
        {
            I2cTransferResult result = device.Write(new[] { (byte)register, (byte)(value >> 8), (byte)value });
            return result.Status == I2cTransferStatus.FullTransfer;
        }
    }

    public bool ReadPin(int pin)
    {
        if (!_gpio.IsPinOpen(pin)) _gpio.OpenPin(pin, PinMode.Input);
        return _gpio.Read(pin) == PinValue.High;
    }

    public void WritePin(int pin, bool isHigh)
    {
        if (!_gpio.IsPinOpen(pin)) _gpio.OpenPin(pin, PinMode.Output);
        _gpio.Write(pin, isHigh ? PinValue.High : PinValue.Low);
    }

    public bool JoinNetwork(int timeoutMs) => Network.Join(timeoutMs);

    public void LeaveNetwork() => Network.Leave();

    public void Wait(int ms) => Thread.Sleep(ms);

    public void Log(string text) => Debug.WriteLine(text);

    /// <summary>Sleeps; returns on boards whose sleep keeps the memory.</summary>
    public abstract void Sleep(long ms);

    public void Reboot() => nanoFramework.Runtime.Native.Power.RebootDevice();

    /// <summary>Starts the time of the next waking now.</summary>
    protected void Restart() => _startTicks = Ticks();

    // Setting the wall clock does not change these ticks.
    private static long Ticks() => Environment.TickCount64 * TimeSpan.TicksPerMillisecond;
}
