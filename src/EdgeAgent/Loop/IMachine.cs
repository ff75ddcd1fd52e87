
namespace EdgeAgent.Loop;

/// <summary>The agent's access to the machine.</summary>
internal interface IMachine
{
    /// <summary>Time that the machine has slept since its start, s.</summary>
    double SleptS { get; }

    /// <summary>Makes every sensor read now.</summary>
    void Resample();

    /// <summary>Reports the mode and the number of running tasks to the sensors, which choose the time between samples by them.</summary>
    void ReportWork(OperatingMode mode, int running);
}
