namespace EdgeAgent.Loop;

/// <summary>Assigns a unique number to each publish whose outcome is awaited.</summary>
internal sealed class TokenSource
{
    private long _last;

    public long Next() => ++_last;
}
