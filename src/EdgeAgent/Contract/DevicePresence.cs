namespace EdgeAgent.Contract;

/// <summary><c>state</c> on the topic <c>status</c>.</summary>
public enum DevicePresence
{
    Online,

    /// <summary>Left on purpose and comes back by itself at <c>next_wake_at</c>.</summary>
    Sleeping,

    /// <summary>Ended in order.</summary>
    Offline,

    /// <summary>Said by the broker: the connection was cut without a goodbye.</summary>
    Lost,
}
