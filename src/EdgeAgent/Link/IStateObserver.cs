using EdgeAgent.Contract;

namespace EdgeAgent.Link;

/// <summary>
/// Gets the snapshot after every sample. The composition uses an export only through this interface, because naming its class would load
/// the OpenTelemetry libraries also where nothing is exported.
/// </summary>
internal interface IStateObserver
{
    void Measured(StateDocument state);
}
