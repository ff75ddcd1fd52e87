namespace EdgeAgent.Web;

/// <summary>A file of the page, open.</summary>
/// <param name="Tag">Another one when the file is another one.</param>
internal sealed record PageFile(FileStream Content, string Type, string Tag, bool IsImmutable) : IDisposable
{
    public void Dispose() => Content.Dispose();
}
