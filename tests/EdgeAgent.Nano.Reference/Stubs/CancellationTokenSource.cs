namespace System.Threading;

/// <summary>Package nanoFramework.System.Threading 1.1.</summary>
public class CancellationTokenSource : IDisposable
{
    public CancellationTokenSource(int millisecondsDelay) => throw new NotSupportedException();

    public CancellationToken Token => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}

/// <summary>Package nanoFramework.System.Threading 1.1.</summary>
public struct CancellationToken
{
}
