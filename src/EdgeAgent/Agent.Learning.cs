using EdgeAgent.Core;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Link;

namespace EdgeAgent;

/// <content>What is learned: charging times, and what runs of each kind cost.</content>
internal sealed partial class Agent
{
#pragma warning disable CA1822, CS0649
    private ChargeForecast? _forecast;

    private RunEstimate? Learned(string kind) => null;

    private ForecastPart? ForecastPart() => null;

    private void ObserveForForecast(in Moment now)
    {
    }

    private void WriteForecast()
    {
    }

    private void LoadLearned()
    {
    }

    private void Learn(TaskRecord before, double? energyMwh, in Moment now)
    {
    }
}
