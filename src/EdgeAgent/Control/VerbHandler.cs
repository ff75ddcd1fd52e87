using EdgeAgent.Contract;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Control;

/// <summary>Serves one request. A wrong field may also be left as <see cref="ControlRequest.Error"/>.</summary>
internal delegate Verdict VerbHandler(ControlRequest request, in Timestamp now);
