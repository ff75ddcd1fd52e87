using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>
/// The running attempts, by task. Used by the loop's thread; workers report through the inbox.
/// </summary>
internal sealed class RunningTasks(TaskKinds kinds, Inbox inbox, string folder, ILogger log) : IRunObserver
{
    // Prefix of folders that are being deleted; no task's folder has it.
    private const string RemovedPrefix = "removed-";

    private readonly Dictionary<string, IRun> _runs = new(StringComparer.Ordinal);

    public int Count => _runs.Count;

    public void Start(TaskRecord record, LiveLimits limits)
    {
        if (kinds.Find(record.Spec.Kind) is not { } worker)
        {
            // The task was accepted under an earlier configuration.
            Exited(record.Id, record.Attempt, RunOutcome.Failure(ErrorCategory.ClientError, $"kind: '{record.Spec.Kind}' is not known here any more"));
            return;
        }

        try
        {
            string work = FolderOf(record.Id);
            Directory.CreateDirectory(work);
            _runs[record.Id] = worker.Start(new RunRequest(record.Spec, record.Attempt, record.Checkpoint, limits, work), this);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Exited(record.Id, record.Attempt, RunOutcome.Failure(ErrorCategory.Other, $"the task's folder: {e.Message}"));
        }
    }

    public void Pause(string id) => Find(id)?.Pause();

    public void Resume(string id) => Find(id)?.Resume();

    public void Stop(string id, TimeSpan grace) => Find(id)?.Stop(grace);

    public RunUsage? Usage(string id) => Find(id)?.Usage;

    public void SetLimits(LiveLimits limits)
    {
        foreach (var run in _runs.Values) run.SetLimits(limits);
    }

    /// <summary>The loop has recorded the end of the attempt.</summary>
    public void Ended(string id) => _runs.Remove(id);

    /// <summary>Deletes the task's folder.</summary>
    public void RemoveFiles(string id)
    {
        try
        {
            FolderRemoval.Begin(folder, Path.GetFileName(FolderOf(id)), RemovedPrefix);
        }
        catch (IOException)
        {
            // The sweep at the next start deletes it.
        }
    }

    /// <summary>Deletes the folders of tasks that are unknown or have ended. Called at the start.</summary>
    public void Sweep(Func<string, bool> isWanted)
    {
        if (!Directory.Exists(folder)) return;
        foreach (string path in Directory.GetDirectories(folder, "task-*"))
        {
            string id = Path.GetFileName(path)["task-".Length..];
            if (!isWanted(id)) RemoveFiles(id);
        }

        foreach (string path in Directory.GetDirectories(folder, RemovedPrefix + "*")) FolderRemoval.Begin(folder, Path.GetFileName(path), RemovedPrefix);
    }

    public void Started(string taskId, int attempt) => inbox.Post(new AgentEvent.RunStarted(taskId, attempt));

    public void Progress(string taskId, int attempt, double? progressPct, string? message, string? checkpoint) =>
        inbox.Post(new AgentEvent.RunProgress(taskId, attempt, progressPct, message, checkpoint));

    public void Exited(string taskId, int attempt, RunOutcome outcome) => inbox.Post(new AgentEvent.RunExited(taskId, attempt, outcome));

    // Explains why a paused task may still use the processor: PAUSED is the decision; the worker may not have stopped yet.
    public void Frozen(string taskId, int attempt, bool isFrozen)
    {
        if (isFrozen) log.StandsStill(taskId, attempt);
        else log.RunsAgain(taskId, attempt);
    }

    public void Stuck(string taskId, int attempt, bool isStuck) => inbox.Post(new AgentEvent.RunStuck(taskId, attempt, isStuck));

    private IRun? Find(string id) => _runs.GetValueOrDefault(id);

    private string FolderOf(string id) => Path.Combine(folder, "task-" + id);
}
