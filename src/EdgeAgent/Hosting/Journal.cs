using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>
/// Logs one line per entry to stderr, with journald's priority prefix (sd-daemon(3)) under journald, else with the time. The caller's
/// thread writes the line: a queue with its own thread would cost wake-ups and lose the last lines before a crash. Thread-safe.
/// </summary>
internal sealed class Journal(TimeProvider time, LogLevel least) : ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly bool _isJournal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string text, Exception? exception)
    {
        string head = _isJournal ? $"<{Priority(level)}>" : $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Word(level)} ";
        string line = $"{head}{category}: {text}";
        if (exception is not null) line += $": {exception}";

        // A line break would begin a new entry, which a worker's text must not be able to forge.
        line = line.ReplaceLineEndings(" | ");
        lock (_gate) Console.Error.WriteLine(line);
    }

    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        LogLevel.Trace or LogLevel.Debug or LogLevel.None => 7,
    };

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "CRIT",
        LogLevel.Error => "ERROR",
        LogLevel.Warning => "WARN ",
        LogLevel.Information => "INFO ",
        LogLevel.Trace or LogLevel.Debug or LogLevel.None => "DEBUG",
    };

    private sealed class Category(Journal journal, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= journal.Least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) journal.Write(logLevel, name, formatter(state, exception), exception);
        }
    }

    private LogLevel Least { get; } = least;
}
