namespace EdgeAgent.Link;

/// <summary>Decides when a session connects again: at once when asking for less may help, else after a wait. Used on the session's thread.</summary>
internal sealed class Reconnection
{
    private readonly SessionContext _context;
    private readonly ConnectTerms _terms;
    private readonly LossDiagnosis _diagnosis;
    private readonly ReconnectSchedule _schedule;

    public Reconnection(SessionContext context, ConnectTerms terms, LossDiagnosis diagnosis)
    {
        (_context, _terms, _diagnosis) = (context, terms, diagnosis);
        // Jitter must differ between devices, but need not be secret.
#pragma warning disable CA5394
        _schedule = new ReconnectSchedule(context.Options.Reconnect, Random.Shared.NextDouble);
#pragma warning restore CA5394
    }

    /// <summary>An attempt or a connection has ended.</summary>
    /// <param name="isFailedAttempt">An attempt failed, and the next one does not follow at once.</param>
    public void Note(ConnectionLoss loss, bool isFailedAttempt)
    {
        if (loss.Cause == LossCause.TransportFailed) _diagnosis.Unreachable();
        if (isFailedAttempt) _terms.Failed();
    }

    /// <summary>The broker has accepted the connection.</summary>
    public void Connected() => _schedule.Connected();

    /// <summary>The broker has refused the attempt, or the transport failed.</summary>
    public NextAttempt AfterRefusal(ConnectionLoss loss)
    {
        if (TryWithLess(loss)) return new(loss, TimeSpan.Zero);
        return AfterFailure(loss, ReasonWords.NeedsPerson(loss.Code));
    }

    /// <summary>The attempt failed for a reason that has nothing to do with its terms.</summary>
    public NextAttempt AfterFailure(ConnectionLoss loss, bool needsPerson) => new(loss, _schedule.Failed(needsPerson));

    /// <summary>An established connection has ended.</summary>
    /// <param name="last">The packet sent last, when the broker has sent nothing since.</param>
    /// <param name="lasted">Time from CONNACK to the end.</param>
    public NextAttempt AfterLoss(ConnectionLoss loss, UnansweredPacket? last, TimeSpan lasted)
    {
        if (loss.Cause == LossCause.DisconnectedByBroker && TryWithLess(loss)) return new(loss, TimeSpan.Zero);
        var judged = _diagnosis.Judge(loss, last, _terms.IsV5, lasted);
        if (!judged.IsTakeover) return new(judged, _schedule.Lost(lasted));
        var wait = _schedule.TakenOver();
        _context.Warn(WarningKind.DuplicateClientId, $"{_diagnosis.NameTakeover(loss)}; next attempt in {wait.TotalSeconds:0} s");
        return new(judged, wait);
    }

    private bool TryWithLess(ConnectionLoss loss)
    {
        if (_terms.AskForLess(loss) is not { } change) return false;
        _context.Warn(WarningKind.Note, change);
        return true;
    }
}
