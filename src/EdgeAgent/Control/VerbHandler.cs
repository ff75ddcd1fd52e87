using EdgeAgent.Contract;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Control;

/// <summary>Serves a request. It may report a wrong field through its result or through <see cref="ControlRequest.Error"/>.</summary>
internal delegate Verdict VerbHandler(ControlRequest request, in Timestamp now);
