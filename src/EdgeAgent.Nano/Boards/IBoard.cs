using EdgeAgent.Nano.Mqtt;
using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano.Boards;

/// <summary>Everything that a microcontroller gives the firmware. No method throws for a fault of the hardware.</summary>
public interface IBoard
{
    /// <summary>For people: <c>esp32-s3</c>.</summary>
    string Model { get; }

    /// <summary>Why this start happened.</summary>
    WakeCause WakeCause { get; }

    /// <summary>ms since this start.</summary>
    long UptimeMs { get; }

    /// <summary>Wall clock, ms since 1970 UTC; 0 while nobody has set it.</summary>
    long UtcMs { get; }

    IRecordMedium Storage { get; }

    /// <summary>Connection to the broker; opened and closed by the session.</summary>
    ITransport Transport { get; }

    /// <summary>A 16-bit register, high byte first; -1 when the chip does not answer.</summary>
    int ReadWord(int address, int register);

    /// <inheritdoc cref="ReadWord"/>
    bool WriteWord(int address, int register, int value);

    bool ReadPin(int pin);

    void WritePin(int pin, bool isHigh);

    /// <summary>Joins the Wi-Fi and sets the clock from the network; false when that fails within the time.</summary>
    bool JoinNetwork(int timeoutMs);

    void LeaveNetwork();

    /// <summary>Lets the processor rest.</summary>
    void Wait(int ms);

    /// <summary>A line for the serial console.</summary>
    void Log(string text);
}
