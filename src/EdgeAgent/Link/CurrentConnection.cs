using MQTTnet;

namespace EdgeAgent.Link;

/// <summary>
/// The connection of a session, one at a time: requested, active, closed. Late reports of an earlier one are ignored. Used on the session's
/// thread; only received messages come on another.
/// </summary>
internal sealed class CurrentConnection(SessionContext context, IConnectionOwner owner)
{
    /// <summary>Null when there is none.</summary>
    public BrokerConnection? Connection { get; private set; }

    /// <summary>Null until the broker has accepted the connection.</summary>
    public ActiveConnection? Active { get; private set; }

    public void Open(AttemptSettings settings, MqttClientOptions connect)
    {
        BrokerConnection? connection = null;
        connection = new BrokerConnection(
            BrokerEndpoint.From(context.Options, settings), connect, context.Options.IntakeBytes,
            m => Received(connection!, m), loss => context.Post(() => Ended(connection!, loss)));
        Connection = connection;
        context.WhenDone(connection.ConnectAsync(), t => Answered(connection, t.Result));
    }

    /// <summary>The broker has accepted the connection.</summary>
    public ActiveConnection Activate(BrokerFacts facts, Subscriber subscriber, PublishQueue publishes) =>
        Active = new ActiveConnection(context, Connection!, facts, subscriber, publishes);

    /// <summary>Sends DISCONNECT. The end of the connection that follows counts as requested.</summary>
    public void BeginLeave()
    {
        var connection = Connection!;
        Active!.BeginLeave(() => Ended(connection, new ConnectionLoss(LossCause.Requested, "")));
    }

    public void Close()
    {
        Active?.End();
        // A connection with a running attempt is disposed when the attempt ends.
        if (Active is null) Connection?.Close();
        else Connection!.Dispose();
        (Active, Connection) = (null, null);
    }

    private void Answered(BrokerConnection connection, ConnectionLoss? loss)
    {
        if (connection == Connection) owner.Answered(loss);
        else connection.Dispose();
    }

    private void Ended(BrokerConnection connection, ConnectionLoss loss)
    {
        if (connection == Connection) owner.Ended(loss);
    }

    private void Abandoned(BrokerConnection connection)
    {
        if (connection == Connection) owner.Abandoned();
    }

    /// <summary>Called on a thread of the library, in the order of arrival.</summary>
    private void Received(BrokerConnection connection, AcknowledgementOrder.Entry received)
    {
        var batch = new InboundBatch(
            [InboundMessage.From(received.Message.ApplicationMessage)],
            () => context.Post(() => connection.Acknowledge(received)),
            () => context.Post(() => Abandoned(connection)));
        try
        {
            if (context.Options.OnReceived is { } handler) handler(batch);
            else batch.Acknowledge();
        }
        catch (Exception e)
        {
            context.Post(() => context.Warn(WarningKind.Note, $"received messages could not be accepted: {e.Message}"));
            batch.Abandon();
        }
    }
}
