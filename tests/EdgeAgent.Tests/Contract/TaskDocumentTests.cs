using System.Text;
using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Contract;

public class TaskDocumentTests
{
    private static readonly DocumentRules Rules = new() { FindZone = static id => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null, IsKnownKind = kind => kind != "unheard_of" };

    private static ParsedDocument Parse(string fields) => TaskDocument.Parse(Encoding.UTF8.GetBytes($"{{{fields.Replace('\'', '"')}}}"), Rules);

    [Theory]
    [InlineData("'kind':'noop'", "missing_field", "id:")]
    [InlineData("'id':'a'", "missing_field", "kind:")]
    [InlineData("'id':null,'kind':'noop'", "missing_field", "id:")]
    [InlineData("'id':7,'kind':'noop'", "invalid_field", "id:")]
    [InlineData("'id':'a b','kind':'noop'", "invalid_field", "id:")]
    [InlineData("'id':'','kind':'noop'", "invalid_field", "id:")]
    [InlineData("'id':'a/../b','kind':'noop'", "invalid_field", "id:")]
    [InlineData("'id':'a','kind':'unheard_of'", "unknown_kind", "kind:")]
    [InlineData("'v':2,'id':'a','kind':'noop'", "unsupported_version", "v:")]
    [InlineData("'id':'a','kind':'noop','id':'b'", "bad_json", "id")]
    [InlineData("'id':'a','kind':'noop','args':{'x':1,'x':2}", "bad_json", "x")]
    [InlineData("'id':'a','kind':'noop','args':[1]", "invalid_field", "args:")]
    [InlineData("'id':'a','kind':'noop','args':{'x':'\\ud800'}", "invalid_field", "args:")]
    [InlineData("'id':'a','kind':'noop','description':'\\ud800'", "invalid_field", "description:")]
    [InlineData("'id':'a','kind':'noop','class':'heavy'", "invalid_field", "critical, normal, background, charging_only")]
    [InlineData("'id':'a','kind':'noop','class':1", "invalid_field", "class:")]
    [InlineData("'id':'a','kind':'noop','priority':4", "out_of_range", "priority:")]
    [InlineData("'id':'a','kind':'noop','priority':1.5", "invalid_field", "priority:")]
    [InlineData("'id':'a','kind':'noop','priority':'top'", "invalid_field", "priority:")]
    [InlineData("'id':'a','kind':'noop','tags':'x'", "invalid_field", "tags:")]
    [InlineData("'id':'a','kind':'noop','tags':[1]", "invalid_field", "tags[0]:")]
    [InlineData("'id':'a','kind':'noop','constraints':true", "invalid_field", "constraints:")]
    [InlineData("'id':'a','kind':'noop','constraints':{'charging':'yes'}", "invalid_field", "constraints.charging:")]
    [InlineData("'id':'a','kind':'noop','constraints':{'min_soc_pct':100.1}", "out_of_range", "constraints.min_soc_pct: must be a number from 0 to 100")]
    [InlineData("'id':'a','kind':'noop','constraints':{'min_soc_pct':-0.1}", "out_of_range", "constraints.min_soc_pct:")]
    [InlineData("'id':'a','kind':'noop','constraints':{'network':'wifi'}", "invalid_field", "constraints.network: must be one of none, any, unmetered")]
    [InlineData("'id':'a','kind':'noop','earliest_start':'tomorrow'", "invalid_field", "earliest_start:")]
    [InlineData("'id':'a','kind':'noop','earliest_start':'2030-01-01T00:00:00'", "invalid_field", "earliest_start:")]
    [InlineData("'id':'a','kind':'noop','earliest_start':'2030-02-30T00:00:00Z'", "invalid_field", "earliest_start:")]
    [InlineData("'id':'a','kind':'noop','deadline':0", "out_of_range", "deadline:")]
    [InlineData("'id':'a','kind':'noop','deadline':1800000000", "out_of_range", "deadline:")]
    [InlineData("'id':'a','kind':'noop','delay_s':-1", "out_of_range", "delay_s:")]
    [InlineData("'id':'a','kind':'noop','delay_s':60,'deadline':60", "conflict", "deadline:")]
    [InlineData("'id':'a','kind':'noop','earliest_start':'2030-01-02T00:00:00Z','deadline':'2030-01-01T00:00:00Z'", "conflict", "deadline:")]
    [InlineData("'id':'a','kind':'noop','schedule':{}", "invalid_field", "schedule:")]
    [InlineData("'id':'a','kind':'noop','schedule':{'every_s':900,'at':'2030-01-01T00:00:00Z'}", "invalid_field", "schedule:")]
    [InlineData("'id':'a','kind':'noop','schedule':{'every_s':899}", "out_of_range", "schedule.every_s: must be a number from 900")]
    [InlineData("'id':'a','kind':'noop','schedule':{'every_s':900,'flex_s':299}", "out_of_range", "schedule.flex_s: must be a number from 300")]
    [InlineData("'id':'a','kind':'noop','schedule':{'every_s':900,'flex_s':901}", "out_of_range", "schedule.flex_s:")]
    [InlineData("'id':'a','kind':'noop','schedule':{'cron':'* * * *'}", "invalid_field", "schedule.cron: needs 5 fields")]
    [InlineData("'id':'a','kind':'noop','schedule':{'cron':'60 * * * *'}", "invalid_field", "schedule.cron: Minutes: Value must be a number between 0 and 59")]
    [InlineData("'id':'a','kind':'noop','schedule':{'cron':'0 0 31 2 *'}", "invalid_field", "matches no date")]
    [InlineData("'id':'a','kind':'noop','schedule':{'cron':'0 0 * * *','timezone':'Mars/Base'}", "unknown_time_zone", "schedule.timezone:")]
    [InlineData("'id':'a','kind':'noop','schedule':{'cron':'0 0 * * *','misfire':'twice'}", "invalid_field", "schedule.misfire: must be one of run_once, skip")]
    [InlineData("'id':'a','kind':'noop','unique':{'policy':'keep'}", "missing_field", "unique.name:")]
    [InlineData("'id':'a','kind':'noop','unique':{'name':'n','policy':'drop'}", "invalid_field", "unique.policy:")]
    [InlineData("'id':'a','kind':'noop','after':['a']", "conflict", "after:")]
    [InlineData("'id':'a','kind':'noop','after':['b c']", "invalid_field", "after[0]:")]
    [InlineData("'id':'a','kind':'noop','expedited':{},'constraints':{'charging':true}", "conflict", "expedited:")]
    [InlineData("'id':'a','kind':'noop','expedited':{},'constraints':{'battery_not_low':true}", "conflict", "expedited:")]
    [InlineData("'id':'a','kind':'noop','expedited':{},'constraints':{'idle':true}", "conflict", "expedited:")]
    [InlineData("'id':'a','kind':'noop','expedited':{'if_out_of_quota':'wait'}", "invalid_field", "expedited.if_out_of_quota: must be one of run_as_normal, drop")]
    [InlineData("'id':'a','kind':'noop','estimate':{'duration_s':0}", "out_of_range", "estimate.duration_s:")]
    [InlineData("'id':'a','kind':'noop','limits':{'run_s':604801}", "out_of_range", "limits.run_s:")]
    [InlineData("'id':'a','kind':'noop','retry':{'max':11}", "out_of_range", "retry.max: must be a number from 0 to 10")]
    [InlineData("'id':'a','kind':'noop','retry':{'max':1e400}", "out_of_range", "retry.max:")]
    [InlineData("'id':'a','kind':'noop','reply_to':'edge/#'", "invalid_field", "reply_to:")]
    public void A_faulty_field_is_refused_by_name_and_range(string fields, string code, string part)
    {
        ParsedDocument parsed = Parse(fields);
        Assert.Null(parsed.Spec);
        Assert.Equal(code, parsed.Rejection!.Code);
        Assert.Contains(part, parsed.Rejection.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("{\"id\":\"a\",\"kind\":\"noop\"} trailing")]
    [InlineData("{\"id\":\"a\",\"kind\":\"noop\",}")]
    public void What_is_not_one_json_object_is_refused(string text) =>
        Assert.Equal(RejectionCodes.BadJson, TaskDocument.Parse(Encoding.UTF8.GetBytes(text), Rules).Rejection!.Code);

    [Fact]
    public void A_document_of_64_KiB_is_read_and_one_byte_more_is_refused()
    {
        const string head = "{\"id\":\"a\",\"kind\":\"noop\"";
        byte[] fits = Encoding.UTF8.GetBytes(head + new string(' ', 65536 - head.Length - 1) + "}");
        Assert.NotNull(TaskDocument.Parse(fits, Rules).Spec);
        Assert.Equal(RejectionCodes.TooLarge, TaskDocument.Parse([.. fits, (byte)' '], Rules).Rejection!.Code);
    }

    [Theory]
    [InlineData("2030-01-01T00:00:00.123456789Z", 1234567)]
    [InlineData("2030-01-01T01:00:00.12345678901234567890+01:00", 1234567)]
    [InlineData("2030-01-01T00:00:00.1Z", 1000000)]
    public void A_time_with_more_than_seven_fraction_digits_is_read_to_100_ns(string time, long ticks)
    {
        byte[] document = Encoding.UTF8.GetBytes($$"""{"id":"a","kind":"noop","earliest_start":"{{time}}"}""");
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks), TaskDocument.Parse(document, Rules).Spec!.EarliestStart);
    }

    [Theory]
    [InlineData("2029-12-31T23:59:60Z", true)]
    [InlineData("2029-12-31t23:59:60.0z", true)]
    [InlineData("2030-01-01T00:59:60+01:00", true)]
    [InlineData("2029-12-31T12:00:60Z", false)]
    [InlineData("2029-12-31T23:59:61Z", false)]
    public void A_leap_second_is_a_time_where_there_can_be_one(string time, bool isTime)
    {
        byte[] document = Encoding.UTF8.GetBytes($$"""{"id":"a","kind":"noop","earliest_start":"{{time}}"}""");
        var parsed = TaskDocument.Parse(document, Rules);
        if (isTime) Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), parsed.Spec!.EarliestStart);
        else Assert.Contains("earliest_start", parsed.Rejection!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_with_a_byte_order_mark_and_lines_that_end_as_on_Windows_is_read()
    {
        byte[] document = [0xEF, 0xBB, 0xBF, .. "{\r\n  \"id\": \"a\",\r\n  \"kind\": \"noop\"\r\n}\r\n"u8];
        Assert.Equal("a", TaskDocument.Parse(document, Rules).Id);
    }

    [Fact]
    public void A_byte_order_mark_before_the_document_is_skipped_and_one_inside_is_not()
    {
        byte[] document = [0xEF, 0xBB, 0xBF, .. """{"id":"a","kind":"noop"}"""u8];
        Assert.Equal("a", TaskDocument.Parse(document, Rules).Id);
        Assert.Equal("bad_json", TaskDocument.Parse([0xEF, 0xBB, 0xBF, .. document], Rules).Rejection!.Code);
    }

    [Fact]
    public void Deep_nesting_is_refused_without_harm()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);
        Assert.Equal(RejectionCodes.BadJson, TaskDocument.Parse(Encoding.UTF8.GetBytes($"{{\"id\":\"a\",\"kind\":\"noop\",\"args\":{deep}}}"), Rules).Rejection!.Code);
    }

    [Fact]
    public void A_rejection_still_knows_whom_to_answer()
    {
        ParsedDocument parsed = Parse("'id':'a','kind':'noop','reply_to':'edge/v1/x','correlation':{'n':1},'priority':9");
        Assert.Equal(("a", "edge/v1/x", "{\"n\":1}"), (parsed.Id, parsed.ReplyTo, parsed.CorrelationJson));
    }

    [Fact]
    public void Unknown_fields_and_nulls_are_ignored() =>
        Assert.NotNull(Parse("'id':'a','kind':'noop','colour':{'deep':[1]},'class':null,'constraints':null").Spec);

    [Theory]
    [InlineData("'id':'a','kind':'noop'")]
    [InlineData("'id':'a','kind':'exec','args':{'command':'x','argv':['1']},'description':'Nightly backup','tags':['t1','t2'],'priority':'low'")]
    [InlineData("'id':'a','kind':'noop','class':'critical','priority':0,'constraints':{'charging':true,'external_power':true,'battery_not_low':true,'min_soc_pct':12.5,'idle':true,'network':'unmetered','storage_not_low':true,'max_cpu_temperature_c':65.5,'flexible':true}")]
    [InlineData("'id':'a','kind':'noop','earliest_start':'2030-01-01T01:00:00.1234567+01:00','deadline':'2030-01-02t00:00:00z'")]
    [InlineData("'id':'a','kind':'noop','delay_s':0.25,'deadline':3600.123")]
    [InlineData("'id':'a','kind':'noop','schedule':{'every_s':900,'flex_s':300},'unique':{'name':'n','policy':'update'}")]
    [InlineData("'id':'a','kind':'noop','schedule':{'cron':'30 2 * * mon-fri','timezone':'Europe/Berlin','misfire':'skip'},'after':['b','c']")]
    [InlineData("'id':'a','kind':'noop','schedule':{'at':'2030-01-01T00:00:00Z'},'expedited':{'if_out_of_quota':'drop'},'preemption':'never'")]
    [InlineData("'id':'a','kind':'noop','estimate':{'duration_s':12.5,'energy_mwh':3},'limits':{'run_s':1,'stall_s':2,'step_s':3,'cpu_pct':50,'memory_mb':64,'output_kib':16},'retry':{'max':3,'backoff':'linear','delay_s':5},'reply_to':'edge/x','correlation':'c'")]
    public void Every_field_survives_the_stores_form(string fields)
    {
        TaskSpec spec = Parse(fields).Spec!;
        TaskSpec again = TaskDocument.Parse(TaskRecordJson.WriteSpec(spec), Rules).Spec!;
        Assert.Equal(Encoding.UTF8.GetString(TaskRecordJson.WriteSpec(spec)), Encoding.UTF8.GetString(TaskRecordJson.WriteSpec(again)));
        Assert.Equal(spec with { Tags = [], After = [] }, again with { Tags = [], After = [] });
        Assert.Equal(spec.Tags, again.Tags);
        Assert.Equal(spec.After, again.After);
    }

    [Fact]
    public void Mutated_documents_give_a_spec_or_a_named_fault_and_never_an_exception()
    {
        byte[] seed = Encoding.UTF8.GetBytes(
            """{"id":"a","kind":"noop","args":{"x":"é\u00e9"},"constraints":{"min_soc_pct":50},"schedule":{"cron":"*/5 1-3 * jan,dec 1","timezone":"Europe/Berlin"},"deadline":"2030-01-01T00:00:00Z","retry":{"max":3}}""");
        var random = new Random(42);
        for (int n = 0; n < 20_000; n++)
        {
            byte[] bytes = [.. seed];
            for (int m = random.Next(1, 6); m > 0; m--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            ParsedDocument parsed = TaskDocument.Parse(bytes, Rules);
            Assert.True(parsed.Spec is null != parsed.Rejection is null);
            Assert.True(parsed.Rejection is null || parsed.Rejection.Message.Contains(':', StringComparison.Ordinal), parsed.Rejection?.Message);
        }
    }

    [Theory]
    [InlineData("noop", null, TaskClass.Normal)]
    [InlineData("noop", "An URGENT thing", TaskClass.Critical)]
    [InlineData("noop", "user_action then backup", TaskClass.Critical)]
    [InlineData("realtime", null, TaskClass.Critical)]
    [InlineData("training", null, TaskClass.ChargingOnly)]
    [InlineData("noop", "backup_full of photos", TaskClass.ChargingOnly)]
    [InlineData("noop", "Reindex", TaskClass.ChargingOnly)]
    [InlineData("noop", "nightly backup", TaskClass.Background)]
    [InlineData("sync", null, TaskClass.Background)]
    [InlineData("Cleanup", null, TaskClass.Background)]
    [InlineData("noop", "ordinary", TaskClass.Normal)]
    public void The_classifier_takes_the_first_rule_that_matches(string kind, string? description, TaskClass expected) =>
        Assert.Equal(expected, Classifier.Classify(kind, description));

    [Fact]
    public void A_class_in_the_document_always_wins() =>
        Assert.Equal(TaskClass.ChargingOnly, Parse("'id':'a','kind':'realtime','class':'charging_only'").Spec!.Class);

    [Fact]
    public void A_stored_state_of_another_format_is_refused_by_name()
    {
        byte[] spec = TaskRecordJson.WriteSpec(Parse("'id':'a','kind':'noop'").Spec!);
        var e = Assert.Throws<FormatException>(() => TaskRecordJson.Read(spec, "{\"f\":2}"u8));
        Assert.Contains("format 2", e.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => TaskRecordJson.Read(spec, "{\"f\":1}"u8));
        Assert.Throws<FormatException>(() => TaskRecordJson.Read(spec, "nonsense"u8));
        Assert.True(JsonDocument.Parse(spec).RootElement.TryGetProperty("id", out _));
    }
}
