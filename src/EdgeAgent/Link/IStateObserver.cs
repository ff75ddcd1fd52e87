using EdgeAgent.Contract;

namespace EdgeAgent.Link;

/// <summary>
/// Gets the snapshot after every sample. The composition knows an export by this alone: naming its class would load the OpenTelemetry
/// libraries where nothing is exported.
/// </summary>
internal interface IStateObserver
{
    void Measured(StateDocument state);
}
