using EdgeAgent.Core.Power;

namespace EdgeAgent.Execution;

/// <summary>One running attempt. Thread-safe; calls after the end do nothing.</summary>
public interface IRun
{
    void Pause();

    void Resume();

    /// <summary>Asks the worker to stop, kills it after <paramref name="grace"/>. <see cref="IRunObserver.Exited"/> follows.</summary>
    void Stop(TimeSpan grace);

    void SetLimits(LiveLimits limits);

    /// <summary>What it has used so far, to split measured energy by; null for work inside the agent.</summary>
    RunUsage? Usage => null;
}
