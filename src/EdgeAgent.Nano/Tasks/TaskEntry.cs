using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary>One task with all state that must survive a loss of power. Times are ms since 1970 UTC.</summary>
public sealed class TaskEntry
{
    /// <summary>The submitted bytes; null once the task has ended.</summary>
    public byte[] Document { get; set; }

    public byte[] Sha256 { get; set; }

    /// <summary>Read from <see cref="Document"/>; null once the task has ended.</summary>
    public TaskSpec Spec { get; set; }

    public string Id { get; set; }

    public string Kind { get; set; }

    public TaskClass Class { get; set; }

    public int Priority { get; set; }

    public byte[] Correlation { get; set; }

    /// <summary>Starts at 1; grows by one with each change that is published.</summary>
    public int Rev { get; set; } = 1;

    /// <summary>Rev of the last state that was published.</summary>
    public int PublishedRev { get; set; }

    public TaskPhase Phase { get; set; } = TaskPhase.Waiting;

    public StopReason Reason { get; set; }

    /// <summary>Bit n is <see cref="WaitReason"/> n.</summary>
    public int Waits { get; set; }

    public int Attempt { get; set; }

    /// <summary>Attempts that used the retry budget.</summary>
    public int Failures { get; set; }

    /// <summary>Attempts in a row that a loss of power ended; after three the task is quarantined.</summary>
    public int PowerLosses { get; set; }

    public long AcceptedMs { get; set; }

    /// <summary>Delay or back-off; 0 for none.</summary>
    public long NotBeforeMs { get; set; }

    public bool IsBackoff { get; set; }

    /// <summary>0 for none.</summary>
    public long DeadlineMs { get; set; }

    /// <summary>0 for none.</summary>
    public long PlannedMs { get; set; }

    public long StartedMs { get; set; }

    public long FinishedMs { get; set; }

    public long RunMs { get; set; }

    /// <summary>Energy that all runs took from the pack, µWh; 0 where no monitor measured it.</summary>
    public long EnergyMicroWh { get; set; }

    public bool IsUserPaused { get; set; }

    /// <summary>At most 256 characters; null for none.</summary>
    public string Result { get; set; }

    /// <summary>-1 for none.</summary>
    public int ErrorCategory { get; set; } = -1;

    public string ErrorMessage { get; set; }

    public bool IsFinal => TaskPhases.IsFinal(Phase);

    public bool IsActive => TaskPhases.IsActive(Phase);

    public void Save(RecordWriter to)
    {
        to.Bytes(Document);
        to.Bytes(Sha256);
        to.Text(Id);
        to.Text(Kind);
        to.Bytes(Correlation);
        to.Byte((int)Class);
        to.Byte(Priority);
        to.Int(Rev);
        to.Int(PublishedRev);
        to.Byte((int)Phase);
        to.Byte((int)Reason);
        to.Int(Waits);
        to.Int(Attempt);
        to.Int(Failures);
        to.Int(PowerLosses);
        to.Long(AcceptedMs);
        to.Long(NotBeforeMs);
        to.Flag(IsBackoff);
        to.Long(DeadlineMs);
        to.Long(PlannedMs);
        to.Long(StartedMs);
        to.Long(FinishedMs);
        to.Long(RunMs);
        to.Flag(IsUserPaused);
        to.Text(Result);
        to.Byte(ErrorCategory + 1);
        to.Text(ErrorMessage);
    }

    public void Load(RecordReader from)
    {
        Document = from.Bytes();
        if (Document.Length == 0) Document = null;
        Sha256 = from.Bytes();
        Id = from.Text();
        Kind = from.Text();
        Correlation = from.Bytes();
        Class = (TaskClass)from.Byte();
        Priority = from.Byte();
        Rev = from.Int();
        PublishedRev = from.Int();
        Phase = (TaskPhase)from.Byte();
        Reason = (StopReason)from.Byte();
        Waits = from.Int();
        Attempt = from.Int();
        Failures = from.Int();
        PowerLosses = from.Int();
        AcceptedMs = from.Long();
        NotBeforeMs = from.Long();
        IsBackoff = from.Flag();
        DeadlineMs = from.Long();
        PlannedMs = from.Long();
        StartedMs = from.Long();
        FinishedMs = from.Long();
        RunMs = from.Long();
        IsUserPaused = from.Flag();
        Result = from.Text();
        ErrorCategory = from.Byte() - 1;
        ErrorMessage = from.Text();
        if (Document != null) Spec = new TaskDocument().Read(Document, 0, Document.Length);
    }

    /// <summary>Shifts the times after the wall clock was set, so that spans from now keep their length.</summary>
    public void Shift(long byMs)
    {
        if (NotBeforeMs > 0) NotBeforeMs += byMs;
        AcceptedMs += byMs;
        if (StartedMs > 0) StartedMs += byMs;
        bool isSpan = Spec != null && Spec.DeadlineSeconds > 0;
        if (isSpan && DeadlineMs > 0) DeadlineMs += byMs;
    }
}
