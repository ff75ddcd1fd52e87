namespace EdgeAgent.Contract;

/// <summary><c>state</c> on the topic <c>status</c>.</summary>
public enum DevicePresence
{
    Online,

    /// <summary>The device sleeps by its own decision and comes back at <c>next_wake_at</c>.</summary>
    Sleeping,

    /// <summary>The agent ended in order.</summary>
    Offline,

    /// <summary>Published by the broker (the will): the connection ended without DISCONNECT.</summary>
    Lost,
}
