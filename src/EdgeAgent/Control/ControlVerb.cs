namespace EdgeAgent.Control;

/// <summary>A verb of <c>ctl/{verb}</c> and its handler.</summary>
/// <param name="ChangesStore">
/// The verb waits while the store cannot be written. It is served even when many answers wait to be sent, because its answer is short
/// and must not be lost.
/// </param>
/// <param name="ChangesStoreWith">The argument with which the verb changes the store; without it the verb does not.</param>
internal sealed record ControlVerb(string Name, VerbHandler Serve, bool ChangesStore = false, string? ChangesStoreWith = null);
