namespace EdgeAgent.Tests.Cli;

/// <summary>A device with many tasks answers <c>list</c> in pages.</summary>
public sealed class TaskPagesTests
{
    [Fact]
    public void A_list_of_several_pages_is_shown_whole()
    {
        using var rig = new CommandRig().AnswersInTurn("list", Page(5, "a", "b"), Page(5, "c", "d"), Page(5, "e"));
        Assert.Equal(0, rig.Run("task", "list", "--device", "d", "--tag", "x"));
        Assert.Equal(["""list {"tag":"x"}""", """list {"tag":"x","offset":2}""", """list {"tag":"x","offset":4}"""], rig.Sent);
        Assert.Equal(["a", "b", "c", "d", "e"], rig.Output.Split('\n').Where(l => l.Contains("noop", StringComparison.Ordinal)).Select(l => l.Split(' ')[0]));
        Assert.Contains("5 tasks", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_holds_over_the_pages()
    {
        using var rig = new CommandRig().AnswersInTurn("list", Page(50, "a", "b"), Page(50, "c"));
        Assert.Equal(0, rig.Run("task", "list", "--device", "d", "--limit", "3", "--json"));
        Assert.Equal(["""list {"limit":3}""", """list {"limit":1,"offset":2}"""], rig.Sent);
    }

    [Fact]
    public void A_page_that_never_comes_is_no_answer_and_not_a_shorter_list()
    {
        using var rig = new CommandRig().AnswersInTurn("list", Page(5, "a", "b"));
        Assert.Equal(4, rig.Run("task", "list", "--device", "d"));
        Assert.Empty(rig.Output);
    }

    [Fact]
    public void A_refusal_is_told_as_it_came()
    {
        using var rig = new CommandRig().AnswersInTurn("list", """{"ok":false,"error":"limit: must be 1 to 200"}""");
        Assert.Equal(3, rig.Run("task", "list", "--device", "d"));
        Assert.Contains("limit: must be 1 to 200", rig.Error, StringComparison.Ordinal);
    }

    private static string Page(int total, params string[] ids)
    {
        var tasks = ids.Select(id => $$"""{"id":"{{id}}","phase":"WAITING","kind":"noop","class":"normal"}""");
        return $$"""{"ok":true,"data":{"total":{{total}},"tasks":[{{string.Join(',', tasks)}}]} }""";
    }
}
