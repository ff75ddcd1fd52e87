using System.Text;
using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Contract;

public class UnknownFieldTests
{
    [Theory]
    [InlineData("'constraints':{'chargin':true}", "constraints.chargin: unknown, did you mean charging?")]
    [InlineData("'prioritty':'high'", "prioritty: unknown, did you mean priority?")]
    [InlineData("'colour':'red'", "colour: unknown")]
    [InlineData("'retry':{'maximum':3}", "retry.maximum: unknown")]
    [InlineData("'schedule':{'every_s':900,'flexs':300}", "schedule.flexs: unknown, did you mean flex_s?")]
    [InlineData("'a\\nb':1", "a?b: unknown")]
    public void A_field_that_nobody_knows_is_named_with_the_likely_name(string field, string warning)
    {
        var parsed = Parse($"{{'id':'a','kind':'noop',{field}}}");
        Assert.Null(parsed.Rejection);
        Assert.Equal([warning], parsed.UnknownFields);
    }

    [Theory]
    [InlineData("'args':{'anything':1},'correlation':{'mine':2},'reply_to':'edge/v1/x'")]
    [InlineData("'v':1,'class':'normal','priority':'high','description':'d','earliest_start':1,'delay_s':1,'deadline':100,'preemption':'never'")]
    [InlineData("'schedule':{'every_s':900,'flex_s':300}")]
    [InlineData("'schedule':{'cron':'0 3 * * *','timezone':'UTC','misfire':'skip'}")]
    [InlineData("'schedule':{'at':'2030-01-31T08:00:00Z','flex_s':1,'timezone':'Mars','misfire':'never'}")]
    [InlineData("'retry':{'max':1,'backoff':'linear','delay_s':1},'expedited':{'if_out_of_quota':'drop'}")]
    [InlineData("'limits':{'run_s':1,'stall_s':1,'step_s':1,'cpu_pct':10,'memory_mb':1,'output_kib':1}")]
    [InlineData("'unique':{'name':'u','policy':'keep'},'after':['b'],'tags':['t'],'estimate':{'duration_s':1,'energy_mwh':1}")]
    public void The_fields_of_the_contract_are_known(string fields)
    {
        var parsed = Parse($"{{'id':'a','kind':'noop',{fields}}}");
        Assert.Null(parsed.Rejection);
        Assert.Empty(parsed.UnknownFields);
    }

    [Fact]
    public void A_rejected_document_names_its_unknown_fields_too()
    {
        var parsed = Parse("{'id':'a','kin':'noop'}");
        Assert.NotNull(parsed.Rejection);
        Assert.Equal(["kin: unknown, did you mean kind?"], parsed.UnknownFields);
    }

    [Fact]
    public void Of_many_unknown_fields_the_first_eight_are_named()
    {
        string many = string.Join(',', Enumerable.Range(0, 100).Select(i => $"'unheard_of_{i}':1"));
        Assert.Equal(8, Parse($"{{'id':'a','kind':'noop',{many}}}").UnknownFields.Count);
    }

    private static ParsedDocument Parse(string json) =>
        TaskDocument.Parse(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), new DocumentRules { FindZone = static id => id == "UTC" ? TimeZoneInfo.Utc : null });
}
