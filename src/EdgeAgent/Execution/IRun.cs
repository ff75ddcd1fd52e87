using EdgeAgent.Core.Power;

namespace EdgeAgent.Execution;

/// <summary>One running attempt. Thread-safe; calls after the end do nothing.</summary>
public interface IRun
{
    void Pause();

    void Resume();

    /// <summary>Asks the worker to stop and kills it after <paramref name="grace"/>. Then <see cref="IRunObserver.Exited"/> is called.</summary>
    void Stop(TimeSpan grace);

    void SetLimits(LiveLimits limits);

    /// <summary>Resources used so far, by which measured energy is divided among tasks; null for work inside the agent.</summary>
    RunUsage? Usage => null;
}
