using System.Text;
using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Contract;

/// <summary>Documents and requests that once caused an exception, or that a careless reader would misread.</summary>
public sealed class HostileDocumentTests : IDisposable
{
    private static readonly DocumentRules Rules = new() { FindZone = static id => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null };
    private readonly AgentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private static ParsedDocument Parse(string fields) => TaskDocument.Parse(Encoding.UTF8.GetBytes($"{{{fields.Replace('\'', '"')}}}"), Rules);

    [Theory]
    [InlineData("1.00000000000000000000")]
    [InlineData(".........................")]
    [InlineData("2030-01-01T00:00:00.0000000000000000000000000")]
    [InlineData("2030.010000000000000000000")]
    [InlineData("T.0000000000000000000000000")]
    [InlineData("2030-01-01T00:00:00+24:00")]
    [InlineData("2030-01-01T00:00:00+14:01")]
    [InlineData("2030-01-01T00:00:00+0100")]
    [InlineData("2030-01-01T24:00:00Z")]
    [InlineData("2030-01-01T00:00:60.Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("2030-01-01T00:00:00 Z")]
    [InlineData("2030-W01-1T00:00:00.0Z")]
    [InlineData("+2030-01-01T00:00:00Z")]
    [InlineData("\u0662\u0660\u0663\u0660-01-01T00:00:00Z")]
    public void What_is_no_time_is_refused_by_name_and_never_throws(string text)
    {
        var parsed = Parse($"'id':'a','kind':'noop','earliest_start':'{text}'");
        Assert.Contains("earliest_start", parsed.Rejection!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2030-01-01t00:00:00z", 0)]
    [InlineData("2030-01-01T00:00:00-00:00", 0)]
    [InlineData("2030-01-01T00:00:00+14:00", -14)]
    [InlineData("2030-01-01T00:00:00-12:00", 12)]
    public void Each_form_of_a_time_that_rfc_3339_knows_is_read(string text, int hours)
    {
        var parsed = Parse($"'id':'a','kind':'noop','earliest_start':'{text}'");
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hours), parsed.Spec!.EarliestStart);
    }

    [Theory]
    [InlineData("'\\ud800':1,'id':'a','kind':'noop'")]
    [InlineData("'id':'a','kind':'noop','\\udc00':1,'\\udc00':2")]
    [InlineData("'id':'a','kind':'noop','args':{'\\ud800':1}")]
    [InlineData("'id':'a','kind':'noop','args':{'a':[{'b':'\\ud800\\ud800'}]}")]
    [InlineData("'id':'\\ud800','kind':'noop'")]
    [InlineData("'id':'a','kind':'\\ud800'")]
    [InlineData("'id':'a','kind':'noop','class':'\\ud800'")]
    [InlineData("'id':'a','kind':'noop','tags':['\\ud800']")]
    [InlineData("'id':'a','kind':'noop','after':['\\ud800']")]
    [InlineData("'id':'a','kind':'noop','reply_to':'\\ud800'")]
    [InlineData("'id':'a','kind':'noop','correlation':'\\ud800'")]
    [InlineData("'id':'a','kind':'noop','unique':{'name':'\\ud800'}")]
    [InlineData("'id':'a','kind':'noop','schedule':{'cron':'\\ud800'}")]
    [InlineData("'id':'a','kind':'noop','schedule':{'cron':'0 0 * * *','timezone':'\\ud800'}")]
    [InlineData("'id':'a','kind':'noop','schedule':{'at':'\\ud800'}")]
    [InlineData("'id':'a','kind':'noop','limits':{'\\ud800':1}")]
    public void An_escape_that_is_no_character_stops_nothing(string fields)
    {
        var parsed = Parse(fields);
        Assert.True(parsed.Spec is null != parsed.Rejection is null);
        _rig.Connect();
        _rig.Submit($"{{{fields.Replace('\'', '"').Replace("noop", "work", StringComparison.Ordinal)}}}");
        _rig.Submit("""{"id":"next","kind":"work"}""");
        Assert.Equal(2, _rig.Acknowledged);
        Assert.Contains("next", _rig.Worker.Started);
    }

    [Theory]
    [InlineData("show", """{"id":"\ud800"}""")]
    [InlineData("show", """{"\ud800":1,"id":"a"}""")]
    [InlineData("list", """{"status":"\ud800"}""")]
    [InlineData("list", """{"reply_to":"\ud800"}""")]
    [InlineData("list", """{"correlation":"\ud800"}""")]
    [InlineData("list", """{"correlation":{"\ud800":["\udc00"]}}""")]
    [InlineData("cancel", """{"id":"\ud800"}""")]
    [InlineData("cancel", """{"tag":"\ud800"}""")]
    [InlineData("cancel_all", """{"kind":"\ud800"}""")]
    [InlineData("pause", """{"id":"\ud800"}""")]
    [InlineData("hold", """{"id":"\ud800"}""")]
    [InlineData("hold", """{"kind":"\ud800"}""")]
    [InlineData("release", """{"tag":"\ud800"}""")]
    [InlineData("limit", """{"mode":"\ud800"}""")]
    [InlineData("why", """{"id":"\ud800"}""")]
    [InlineData("plan", """{"task":{"id":"\ud800","kind":"work"}}""")]
    [InlineData("plan", """{"task":{"\ud800":1,"id":"a","kind":"work"}}""")]
    [InlineData("clear", """{"status":"\ud800"}""")]
    [InlineData("list", "\"\\ud800\"")]
    [InlineData("list", """{"id":1e400,"limit":1e400,"hours":1e400}""")]
    [InlineData("history", """{"hours":1e400}""")]
    [InlineData("list", "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}")]
    public void A_request_with_an_escape_that_is_no_character_is_answered_and_stops_nothing(string verb, string request)
    {
        _rig.Connect();
        _rig.Publish("ctl/" + verb, request);
        Assert.Equal(verb, _rig.Link.On("/ctl/reply").Last().GetProperty("verb").GetString());
        _rig.Publish("receipt/ack", """{"up_to_seq":1,"\ud800":1}""");
        _rig.Publish("receipt/ack", """{"up_to_seq":1e400}""");
        Assert.Equal(3, _rig.Acknowledged);
    }

    [Theory]
    [InlineData("'id':'a','kind':'noop','priority':'2'")]
    [InlineData("'id':'a','kind':'noop','delay_s':'60'")]
    [InlineData("'id':'a','kind':'noop','deadline':'3600'")]
    [InlineData("'id':'a','kind':'noop','constraints':{'min_soc_pct':'50'}")]
    [InlineData("'id':'a','kind':'noop','constraints':{'charging':'true'}")]
    [InlineData("'id':'a','kind':'noop','limits':{'run_s':'60'}")]
    [InlineData("'id':'a','kind':'noop','retry':{'max':'3'}")]
    [InlineData("'id':'a','kind':'noop','schedule':{'every_s':'900'}")]
    public void A_number_that_is_written_as_text_is_refused_and_not_guessed(string fields) => Assert.NotNull(Parse(fields).Rejection);

    [Theory]
    [InlineData("caf\u00e9")]
    [InlineData("cafe\u0301")]
    [InlineData("a/b")]
    [InlineData("a+b")]
    [InlineData("a#b")]
    [InlineData("\u0430bc")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\nb")]
    [InlineData(" a")]
    [InlineData("\\u202ea")]
    public void An_id_that_could_be_another_topic_or_look_like_another_id_is_refused(string id) =>
        Assert.StartsWith("id:", Parse($"'id':'{id}','kind':'noop'").Rejection!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-rf")]
    [InlineData("--help")]
    public void An_id_of_dots_or_dashes_names_its_own_folder_and_nothing_else(string id)
    {
        _rig.Connect();
        _rig.Submit($$"""{"id":"{{id}}","kind":"work"}""");
        string folder = _rig.Worker.Runs[id].Request.WorkDirectory;
        Assert.StartsWith(Path.Combine(Path.GetDirectoryName(_rig.StorePath)!, "tasks") + "/", Path.GetFullPath(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_throws_while_it_judges_a_document_costs_that_document_alone()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work","args":{"x":"explode"}}""");
        _rig.Submit("""{"id":"b","kind":"work"}""");
        Assert.Equal(["b"], _rig.Worker.Started);
        _rig.Acknowledge();
        Assert.Contains("boom", _rig.Link.Receipts().First().GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_in_utf_16_is_refused_and_says_so()
    {
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            byte[] document = [.. encoding.GetPreamble(), .. encoding.GetBytes("""{"id":"a","kind":"noop"}""")];
            Assert.Contains("UTF-8", TaskDocument.Parse(document, Rules).Rejection!.Message, StringComparison.Ordinal);
        }
    }
}
