using EdgeAgent.Nano.Boards;
using EdgeAgent.Nano.Mqtt;
using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano.Golden;

/// <summary>
/// A board, flash in memory and a broker of a few lines, all of it in the firmware's own subset of the language: what the main program needs to live on an interpreter
/// that has neither sockets nor buses. Each publish, each level and each record becomes a line.
/// </summary>
public sealed class ScriptedBoard : IBoard, ITransport, IRecordMedium
{
    private const int JoinMs = 2000;
    private const int TripMs = 15;

    private readonly ILineSink _sink;
    private readonly byte[][] _slots = new byte[DeviceState.Slots][];
    private readonly byte[][] _waiting = new byte[16][];
    private readonly byte[] _answers = new byte[8192];
    private readonly long _firstMs;
    private int _waitingCount;
    private int _answersAt;
    private int _answersEnd;
    private int _deliveredId;
    private long _startMs;

    public ScriptedBoard(ILineSink sink, long startMs)
    {
        _sink = sink;
        NowMs = startMs;
        _firstMs = startMs;
        _startMs = startMs;
        for (int i = 0; i < _slots.Length; i++) _slots[i] = new byte[0];
    }

    public long NowMs { get; private set; }

    public string Model => "scripted";

    public WakeCause WakeCause { get; private set; } = WakeCause.PowerOn;

    public long UptimeMs => NowMs - _startMs;

    public long UtcMs { get; private set; }

    public IRecordMedium Storage => this;

    public ITransport Transport => this;

    public int SlotBytes => DeviceState.RecordBytes;

    /// <summary>A message that the broker keeps until the device comes: a whole publish packet at QoS 1 but for its packet id.</summary>
    public void Keep(string topic, string payload)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(topic), body = System.Text.Encoding.UTF8.GetBytes(payload);
        int length = 4 + name.Length + body.Length;
        byte[] packet = new byte[3 + length];
        int at = 0;
        packet[at++] = 0x32;
        packet[at++] = (byte)(128 | (length & 127));
        packet[at++] = (byte)(length >> 7);
        packet[at++] = (byte)(name.Length >> 8);
        packet[at++] = (byte)name.Length;
        for (int i = 0; i < name.Length; i++) packet[at++] = name[i];
        _deliveredId++;
        packet[at++] = (byte)(_deliveredId >> 8);
        packet[at++] = (byte)_deliveredId;
        for (int i = 0; i < body.Length; i++) packet[at++] = body[i];
        _waiting[_waitingCount++] = packet;
    }

    public void Sleep(long ms)
    {
        NowMs += ms;
        _startMs = NowMs;
        WakeCause = WakeCause.Timer;
        UtcMs = 0;
    }

    public int ReadWord(int address, int register)
    {
        NowMs++;
        if (address == 0x36) return IsAway(20, 30) ? -1 : ReadGauge(register);
        if (IsAway(24, 27)) return -1;
        if (register == 0x02) return (4000 / 4 << 3) | 2;
        return register == 0x01 ? (IsLit ? 300 : 65_436) : 0x3FFF;
    }

    public bool WriteWord(int address, int register, int value)
    {
        NowMs++;
        return true;
    }

    public bool ReadPin(int pin) => IsLit;

    public void WritePin(int pin, bool isHigh) => _sink.Line("pin " + pin + (isHigh ? " high" : " low"));

    public bool JoinNetwork(int timeoutMs)
    {
        NowMs += JoinMs;
        UtcMs = NowMs;
        return true;
    }

    public void LeaveNetwork()
    {
    }

    public void Wait(int ms) => Pass(ms);

    public void Log(string text) => _sink.Line("log " + text);

    public bool Open()
    {
        _answersAt = 0;
        _answersEnd = 0;
        return true;
    }

    public void Close()
    {
    }

    public bool Write(byte[] bytes, int offset, int count)
    {
        Pass(TripMs);
        int at = offset + 1, length = 0;
        for (int shift = 0; ; shift += 7)
        {
            length |= (bytes[at] & 127) << shift;
            if (bytes[at++] < 128) break;
        }

        Answer(bytes, offset, at, length);
        return true;
    }

    public int Read(byte[] bytes, int offset, int count, int timeoutMs)
    {
        if (_answersAt == _answersEnd)
        {
            Pass(timeoutMs);
            return 0;
        }

        int part = _answersEnd - _answersAt < count ? _answersEnd - _answersAt : count;
        for (int i = 0; i < part; i++) bytes[offset + i] = _answers[_answersAt++];
        if (_answersAt == _answersEnd) Open();
        return part;
    }

    public int Read(int slot, byte[] into)
    {
        byte[] from = _slots[slot];
        for (int i = 0; i < from.Length; i++) into[i] = from[i];
        return from.Length;
    }

    public void Write(int slot, byte[] bytes, int count)
    {
        byte[] copy = new byte[count];
        for (int i = 0; i < count; i++) copy[i] = bytes[i];
        _slots[slot] = copy;
        _sink.Line("record " + slot + " " + count + " " + Check(bytes, 0, count));
    }

    // From 8 to 16 o'clock.
    private bool IsLit => NowMs % 86_400_000 >= 28_800_000 && NowMs % 86_400_000 < 57_600_000;

    // A chip does not answer between two hours of the run: every number that it gives is then unknown.
    private bool IsAway(int fromHour, int toHour)
    {
        long hour = (NowMs - _firstMs) / 3_600_000;
        return hour >= fromHour && hour < toHour;
    }

    private int ReadGauge(int register)
    {
        switch (register)
        {
            case 0x02: return 51_200;
            case 0x04: return 70 * 256 + 40;
            case 0x08: return 0x12;
            default: return IsLit ? 40 : 0xFFF0;
        }
    }

    private void Answer(byte[] bytes, int offset, int body, int length)
    {
        switch (bytes[offset] >> 4)
        {
            case 1: Put(0x20, 2, 0, 0); break;
            case 3: Published(bytes, offset, body, length); break;
            case 8: PutMany(0x90, 4, bytes[body], bytes[body + 1]); break;
            case 12:
                Deliver();
                _answers[_answersEnd++] = 0xD0;
                _answers[_answersEnd++] = 0;
                break;
        }
    }

    private void Published(byte[] bytes, int offset, int body, int length)
    {
        int name = (bytes[body] << 8) | bytes[body + 1], id = body + 2 + name;
        bool isOnce = (bytes[offset] & 2) != 0;
        int payload = isOnce ? id + 2 : id;
        string topic = System.Text.Encoding.UTF8.GetString(bytes, body + 2, name);
        int count = body + length - payload;
        _sink.Line("publish " + topic + " " + count + " " + Check(bytes, payload, count));
        if (isOnce) Put(0x40, 2, bytes[id], bytes[id + 1]);
    }

    private void Deliver()
    {
        for (int i = 0; i < _waitingCount; i++)
        {
            for (int k = 0; k < _waiting[i].Length; k++) _answers[_answersEnd++] = _waiting[i][k];
        }

        _waitingCount = 0;
    }

    private void Put(int head, int length, int first, int second)
    {
        _answers[_answersEnd++] = (byte)head;
        _answers[_answersEnd++] = (byte)length;
        _answers[_answersEnd++] = (byte)first;
        _answers[_answersEnd++] = (byte)second;
    }

    private void PutMany(int head, int length, int first, int second)
    {
        Put(head, length, first, second);
        _answers[_answersEnd++] = 1;
        _answers[_answersEnd++] = 1;
    }

    private void Pass(long ms)
    {
        NowMs += ms;
        if (UtcMs > 0) UtcMs = NowMs;
    }

    private static string Check(byte[] bytes, int offset, int count)
    {
        const string digits = "0123456789abcdef";
        uint crc = Crc32.Of(bytes, offset, count);
        string text = "";
        for (int shift = 28; shift >= 0; shift -= 4) text += digits[(byte)(crc >> shift) & 15];
        return text;
    }
}
