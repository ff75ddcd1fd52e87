using EdgeAgent.Execution;

namespace EdgeAgent.Tests.Execution;

public sealed class PollLoopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_posted_after_the_end_writes_nothing_into_a_file_that_got_the_descriptor_since()
    {
        var loop = new PollLoop(TimeProvider.System, static _ => { });
        loop.Dispose();
        // The kernel gives out the lowest number that is free; other tests free and take numbers meanwhile.
        var files = Enumerable.Range(0, 64).Select(i => File.Create(_folder.File($"file{i}"))).ToList();
        loop.Post(static () => { });
        Assert.All(files, file => Assert.Equal(0, file.Length));
        foreach (var file in files) file.Dispose();
    }
}
