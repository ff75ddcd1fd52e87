namespace EdgeAgent.Control;

/// <summary>A verb of <c>ctl/{verb}</c> and what serves it.</summary>
/// <param name="ChangesStore">
/// It waits while the store cannot be written, and it is served however many answers wait: its own is short and must not be lost.
/// </param>
/// <param name="ChangesStoreWith">The argument with which alone it does.</param>
internal sealed record ControlVerb(string Name, VerbHandler Serve, bool ChangesStore = false, string? ChangesStoreWith = null);
