
namespace EdgeAgent.Loop;

/// <summary>What the agent asks of the machine around it.</summary>
internal interface IMachine
{
    /// <summary>Time that the machine has slept since its start, s.</summary>
    double SleptS { get; }

    /// <summary>Makes every sensor read now.</summary>
    void Resample();

    /// <summary>Reports the mode and the number of running tasks to the sensors, so that they sample as seldom as these allow.</summary>
    void ReportWork(OperatingMode mode, int running);
}
