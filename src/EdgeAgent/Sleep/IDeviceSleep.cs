
namespace EdgeAgent.Sleep;

/// <summary>The way to put the machine to sleep; by the thread of the loop.</summary>
internal interface IDeviceSleep
{
    /// <summary>Less than this between the two clocks is the time that reading them takes.</summary>
    const long LeastMs = 100;

    /// <summary>Why it would fail now, with the remedy after a semicolon; null when nothing is known against it. Changes nothing.</summary>
    string? Fault();

    /// <summary>Sleeps for at most <paramref name="length"/> and returns awake: null, or why the machine did not sleep.</summary>
    /// <param name="awaitShutdown">Waits for the given time where the process itself goes on; true as soon as somebody asks it to shut down.</param>
    string? Sleep(TimeSpan length, Func<TimeSpan, bool> awaitShutdown);

    /// <summary>It may switch the device off: then a stop of the service is a part of it, and <c>sleeping</c> stays the last word.</summary>
    bool MaySwitchOff { get; }
}
