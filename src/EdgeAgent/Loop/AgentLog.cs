using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>Every line that the loop writes to the log.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(LogLevel.Information, "task {Id}: {State} {Error}")]
    public static partial void Task(this ILogger log, string id, string state, string error);

    [LoggerMessage(LogLevel.Debug, "task {Id}, attempt {Attempt}: all processes are frozen")]
    public static partial void StandsStill(this ILogger log, string id, int attempt);

    [LoggerMessage(LogLevel.Debug, "task {Id}, attempt {Attempt}: runs again")]
    public static partial void RunsAgain(this ILogger log, string id, int attempt);

    [LoggerMessage(LogLevel.Warning, "task {Id} rejected, {Code}: {Message}")]
    public static partial void Rejected(this ILogger log, string id, string code, string message);

    [LoggerMessage(LogLevel.Warning, "task {Id} has fields that this device does not know: {Fields}")]
    public static partial void UnknownFields(this ILogger log, string id, string fields);

    [LoggerMessage(LogLevel.Error, "the store cannot be written, nothing is acknowledged until it can: {Fault}")]
    public static partial void CommitFailed(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Error, "the verb {Verb} failed; the requester got an error")]
    public static partial void VerbFailed(this ILogger log, string verb, Exception fault);

    [LoggerMessage(LogLevel.Information, "the store can be written again after {Seconds} s")]
    public static partial void StoreWorks(this ILogger log, long seconds);

    [LoggerMessage(LogLevel.Warning, "the store could not be copied, the next try is in a day: {Fault}")]
    public static partial void NotCopied(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Information, "{Count} tasks in the store ({Unreadable} unreadable), previous end {Previous}, {Active} attempts closed")]
    public static partial void Recovered(this ILogger log, int count, int unreadable, PreviousEnd previous, int active);

    [LoggerMessage(LogLevel.Error, "{Loss}")]
    public static partial void Loss(this ILogger log, string loss);

    [LoggerMessage(LogLevel.Information, "stopping: {Reason}; {Running} tasks are asked to stop")]
    public static partial void Stopping(this ILogger log, string reason, int running);

    [LoggerMessage(LogLevel.Information, "connected with MQTT {Protocol}, session {Session}, broker kept the session: {Kept}, keep-alive {KeepAlive} s")]
    public static partial void Connected(this ILogger log, string protocol, long session, bool kept, double keepAlive);

    [LoggerMessage(LogLevel.Warning, "not connected: {Reason}")]
    public static partial void Disconnected(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "disconnected from the broker")]
    public static partial void LeftBroker(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "{Text}")]
    public static partial void LinkNotice(this ILogger log, string text);

    [LoggerMessage(LogLevel.Warning, "the broker refused a message: {Outcome}")]
    public static partial void PublishRefused(this ILogger log, string outcome);

    [LoggerMessage(LogLevel.Warning, "receipt/ack ignored: {Fault}")]
    public static partial void BadAck(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Error, "the outbox has {Bytes} unacknowledged bytes; no more tasks are accepted until it has room")]
    public static partial void OutboxFull(this ILogger log, long bytes);

    [LoggerMessage(LogLevel.Information, "reconnecting to change the keep-alive of {KeepAlive} s")]
    public static partial void ReconnectForKeepAlive(this ILogger log, double keepAlive);

    [LoggerMessage(LogLevel.Information, "going to sleep until {Wake}: {Reason}")]
    public static partial void GoingToSleep(this ILogger log, string wake, string reason);

    [LoggerMessage(LogLevel.Error, "the device stays awake, it cannot be put to sleep: {Fault}")]
    public static partial void SleepFailed(this ILogger log, string fault);
}
