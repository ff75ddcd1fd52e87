namespace EdgeAgent.Link;

/// <summary>Owner of a <see cref="CurrentConnection"/>. Called on the session's thread.</summary>
internal interface IConnectionOwner
{
    /// <summary>An attempt has ended.</summary>
    /// <param name="loss">Null when the broker has accepted the connection.</param>
    void Answered(ConnectionLoss? loss);

    /// <summary>An established connection has ended.</summary>
    void Ended(ConnectionLoss loss);

    /// <summary>Received messages could not be stored. The broker sends them again only on a new connection.</summary>
    void Abandoned();
}
