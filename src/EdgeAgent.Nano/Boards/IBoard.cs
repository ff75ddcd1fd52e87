using EdgeAgent.Nano.Mqtt;
using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano.Boards;

/// <summary>Services of a microcontroller for the firmware. No method throws for a fault of the hardware.</summary>
public interface IBoard
{
    /// <summary>Name of the model for people, such as <c>esp32-s3</c>.</summary>
    string Model { get; }

    /// <summary>Why this start happened.</summary>
    WakeCause WakeCause { get; }

    /// <summary>ms since this start.</summary>
    long UptimeMs { get; }

    /// <summary>Wall clock, ms since 1970 UTC; 0 until it is set.</summary>
    long UtcMs { get; }

    IRecordMedium Storage { get; }

    /// <summary>Connection to the broker; opened and closed by the session.</summary>
    ITransport Transport { get; }

    /// <summary>Reads a 16-bit register, high byte first; -1 when the chip does not answer.</summary>
    int ReadWord(int address, int register);

    /// <inheritdoc cref="ReadWord"/>
    bool WriteWord(int address, int register, int value);

    bool ReadPin(int pin);

    void WritePin(int pin, bool isHigh);

    /// <summary>Joins the Wi-Fi and sets the clock from the network; false when that fails within the time.</summary>
    bool JoinNetwork(int timeoutMs);

    void LeaveNetwork();

    /// <summary>Idles the processor, ms.</summary>
    void Wait(int ms);

    /// <summary>Writes a line to the serial console.</summary>
    void Log(string text);
}
