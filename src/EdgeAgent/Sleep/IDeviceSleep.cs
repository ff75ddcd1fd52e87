namespace EdgeAgent.Sleep;

/// <summary>Puts the machine to sleep. Used by the loop's thread.</summary>
internal interface IDeviceSleep
{
    /// <summary>Smallest difference between the two clocks that counts as sleep, ms; reading them takes time.</summary>
    const long LeastMs = 100;

    /// <summary>Why a sleep would fail, with the remedy after a semicolon; null when no obstacle is known. It changes nothing.</summary>
    string? Fault();

    /// <summary>Sleeps for at most <paramref name="length"/> and returns after the wake-up: null, or why the machine did not sleep.</summary>
    /// <param name="awaitShutdown">Waits for a time while the process runs; it returns true at once when the agent must shut down.</param>
    string? Sleep(TimeSpan length, Func<TimeSpan, bool> awaitShutdown);

    /// <summary>The method may switch the device off. Then a stop of the service belongs to the sleep, and the status stays <c>sleeping</c>.</summary>
    bool MaySwitchOff { get; }
}
