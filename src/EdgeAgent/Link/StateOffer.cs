using EdgeAgent.Contract;

namespace EdgeAgent.Link;

/// <summary>A snapshot that may be sent.</summary>
/// <param name="Make">Makes the document; called only when the snapshot is sent.</param>
/// <param name="Marks">A value that differs from the last one sent sends the snapshot at once.</param>
/// <param name="SocPct">State of charge; null when not known.</param>
internal readonly record struct StateOffer(Func<StateDocument> Make, StateMarks Marks, double? SocPct);
