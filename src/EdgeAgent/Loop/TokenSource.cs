namespace EdgeAgent.Loop;

/// <summary>Gives each publish whose outcome somebody waits for a number of its own.</summary>
internal sealed class TokenSource
{
    private long _last;

    public long Next() => ++_last;
}
