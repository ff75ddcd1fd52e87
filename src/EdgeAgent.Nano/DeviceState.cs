using EdgeAgent.Nano.Power;
using EdgeAgent.Nano.Storage;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano;

/// <summary>All state that survives deep sleep and a loss of power, in two records: the state, saved with each change, and the habit, saved with each report.</summary>
public sealed class DeviceState
{
    /// <summary>Size of a slot and of the buffer for writing and reading records, bytes.</summary>
    public const int RecordBytes = 20_480;

    /// <summary>Number of slots that a medium must have: a ring of four for the state, of two for the habit.</summary>
    public const int Slots = 6;

    private const byte Version = 1;

    private readonly byte[] _buffer = new byte[RecordBytes];
    private readonly RecordStore _store;
    private readonly RecordStore _habitStore;

    public DeviceState(IRecordMedium medium, FirmwareSettings settings)
    {
        _store = new RecordStore(medium, 0, 4, 1);
        _habitStore = new RecordStore(medium, 4, 2, 2);
        Battery = new BatteryEstimator(settings.Power);
        Habit = new ChargingHabit(settings.UtcOffsetMinutes);
        Today = new DayCounter(settings.UtcOffsetMinutes);
    }

    public TaskBook Book { get; } = new TaskBook();

    public BatteryEstimator Battery { get; }

    public ChargingHabit Habit { get; }

    public SampleLog Samples { get; } = new SampleLog();

    /// <summary>Starts of the firmware so far.</summary>
    public long Boots { get; set; }

    /// <summary>Number of connections so far; each will carries the number of its connection.</summary>
    public long Session { get; set; }

    /// <summary>The last known time, ms since 1970 UTC.</summary>
    public long LastMs { get; set; }

    /// <summary>Distinguishes this store's receipt numbers from those of an earlier store; 0 until the first receipt is sent.</summary>
    public long Epoch { get; set; }

    /// <summary>When the timer was set to end the present sleep; 0 while awake.</summary>
    public long WakeAtMs { get; set; }

    public long ReportDueMs { get; set; }

    /// <summary>Failed attempts to connect since the last successful one.</summary>
    public int Failures { get; set; }

    public OperatingMode Mode { get; set; } = OperatingMode.Minimal;

    /// <summary>Highest mode that an operator allows.</summary>
    public OperatingMode Ceiling { get; set; }

    public bool IsHeld { get; set; }

    /// <summary>Version of the discovery document that Home Assistant has.</summary>
    public int DiscoveryKey { get; set; }

    /// <summary>Bytes written over the life of the store.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Counters since local midnight.</summary>
    public DayCounter Today { get; }

    /// <summary>Energy that task runs took from the pack, µWh; measured runs only.</summary>
    public long EnergyOnBatteryMicroWh { get; set; }

    public long Commits { get; private set; }

    /// <summary>Bytes of the newest record.</summary>
    public int RecordLength { get; private set; }

    /// <summary>There are changes that are not stored yet.</summary>
    public bool IsDirty { get; set; }

    public OperatingMode ModeInForce => Ceiling > Mode ? Ceiling : Mode;

    public void Load()
    {
        int length = _store.Load(_buffer);
        if (length > 0) Read(new RecordReader(_buffer, RecordStore.HeaderBytes, RecordStore.HeaderBytes + length));
        length = _habitStore.Load(_buffer);
        if (length > 0) Habit.Load(new RecordReader(_buffer, RecordStore.HeaderBytes, RecordStore.HeaderBytes + length));
        for (int i = 0; i < Samples.Count; i++)
        {
            if (Samples.MsAt(i) > Habit.StartMs) Habit.Observe(Samples.SourceAt(i) == PowerSource.External, Samples.SocPctAt(i), Samples.MsAt(i));
        }
    }

    /// <summary>Makes the state durable. Nothing is acted on, published or acknowledged before it returns.</summary>
    public void Commit(long nowMs)
    {
        if (nowMs > LastMs) LastMs = nowMs;
        Today.Begin(LastMs, BytesWritten, Boots);
        RecordWriter to = new RecordWriter(_buffer, RecordStore.HeaderBytes, RecordBytes - RecordStore.TrailerBytes);
        Write(to);
        int length = to.Position - RecordStore.HeaderBytes;
        _store.Save(_buffer, length);
        BytesWritten += length;
        RecordLength = length;
        Commits++;
        IsDirty = false;
    }

    /// <summary>Stores the habit. Afterwards the samples that it was learned from can be dropped.</summary>
    public void CommitHabit()
    {
        RecordWriter to = new RecordWriter(_buffer, RecordStore.HeaderBytes, RecordBytes - RecordStore.TrailerBytes);
        Habit.Save(to);
        _habitStore.Save(_buffer, to.Position - RecordStore.HeaderBytes);
        BytesWritten += to.Position;
    }

    /// <summary>Shifts the stored times: the wall clock was set while it was not trusted.</summary>
    public void Shift(long byMs)
    {
        for (int i = 0; i < Book.Count; i++) Book[i].Shift(byMs);
        Battery.Shift(byMs);
        if (ReportDueMs > 0) ReportDueMs += byMs;
        LastMs += byMs;
        Today.Shift(byMs);
        IsDirty = true;
    }

    private void Write(RecordWriter to)
    {
        to.Byte(Version);
        to.Long(Boots);
        to.Long(Session);
        to.Long(LastMs);
        to.Long(Epoch);
        to.Long(WakeAtMs);
        to.Long(ReportDueMs);
        to.Int(Failures);
        to.Byte((int)Mode);
        to.Byte((int)Ceiling);
        to.Flag(IsHeld);
        to.Int(DiscoveryKey);
        to.Long(BytesWritten);
        Battery.Save(to);
        Samples.Save(to);
        Book.Save(to);
        to.Long(EnergyOnBatteryMicroWh);
        Today.Save(to);
        Book.SaveEnergy(to);
        Battery.SaveEvidence(to);
    }

    private void Read(RecordReader from)
    {
        if (from.Byte() != Version) return;
        Boots = from.Long();
        Session = from.Long();
        LastMs = from.Long();
        Epoch = from.Long();
        WakeAtMs = from.Long();
        ReportDueMs = from.Long();
        Failures = from.Int();
        Mode = (OperatingMode)from.Byte();
        Ceiling = (OperatingMode)from.Byte();
        IsHeld = from.Flag();
        DiscoveryKey = from.Int();
        BytesWritten = from.Long();
        Battery.Load(from);
        Samples.Load(from);
        Book.Load(from);
        // A record of a firmware before 0.2 ends here.
        if (!from.HasMore) return;
        EnergyOnBatteryMicroWh = from.Long();
        Today.Load(from);
        Book.LoadEnergy(from);
        Battery.LoadEvidence(from);
    }
}
