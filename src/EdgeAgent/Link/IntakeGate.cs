namespace EdgeAgent.Link;

/// <summary>
/// Pauses the library's receive loop until the link starts it, and while the messages handed over and not finished exceed the bound.
/// May be used from any thread.
/// </summary>
/// <param name="mostBytes">Bound for the bytes of messages handed over and not finished.</param>
internal sealed class IntakeGate(long mostBytes)
{
    // Objects around one message.
    private const int OverheadBytes = 1024;

    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private long _bytes;
    private bool _isHeld;
    private bool _isClosed;

    /// <summary>Nothing is read at present; packets may be waiting.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_gate) return IsBlocking;
        }
    }

    private bool IsBlocking => !_isClosed && (_isHeld || _bytes >= mostBytes);

    /// <summary>Nothing passes until <see cref="Begin"/>.</summary>
    public void Hold()
    {
        lock (_gate) _isHeld = true;
    }

    public void Begin() => Change(() => _isHeld = false);

    /// <summary>Releases a waiting reader, which then finds that the connection has ended.</summary>
    public void Close() => Change(() => _isClosed = true);

    public void Add(long payloadBytes)
    {
        lock (_gate) _bytes += payloadBytes + OverheadBytes;
    }

    public void Finish(long payloadBytes) => Change(() => _bytes -= payloadBytes + OverheadBytes);

    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (!IsBlocking) return Task.CompletedTask;
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource? freed = null;
        lock (_gate)
        {
            change();
            if (!IsBlocking) (freed, _waiting) = (_waiting, null);
        }

        freed?.TrySetResult();
    }
}
