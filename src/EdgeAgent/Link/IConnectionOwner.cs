namespace EdgeAgent.Link;

/// <summary>Who has a <see cref="CurrentConnection"/>. Called on the session's thread.</summary>
internal interface IConnectionOwner
{
    /// <param name="loss">Null when the broker has accepted.</param>
    void Answered(ConnectionLoss? loss);

    /// <summary>An established connection has ended.</summary>
    void Ended(ConnectionLoss loss);

    /// <summary>What had arrived could not be stored. It must come again, and comes on a new connection only.</summary>
    void Abandoned();
}
