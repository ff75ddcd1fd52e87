namespace EdgeAgent.Link;

internal enum WarningKind
{
    /// <summary>For the log only.</summary>
    Note,

    /// <summary>Another client uses, or may use, this client id.</summary>
    DuplicateClientId,

    /// <summary>A subscription was refused, or granted at QoS 0.</summary>
    SubscriptionRefused,

    /// <summary>A topic is not published to for a time.</summary>
    TopicSetAside,

    /// <summary>The machine was suspended and is awake again (or its clock was set, which may look the same); the connection is being tested.</summary>
    MachineSlept,
}
