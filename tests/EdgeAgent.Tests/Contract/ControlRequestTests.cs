using System.Text;
using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Contract;

public class ControlRequestTests
{
    [Theory]
    [InlineData("""{"id":7}""", "id: must be text of 0 to ")]
    [InlineData("""{"id":"a","on":"yes"}""", "on: must be true or false, not \"yes\"")]
    [InlineData("""{"id":"a","limit":1.5}""", "limit: must be a whole number from 0 to 100, not 1.5")]
    [InlineData("""{"id":"a","hours":-1}""", "hours: must be a number from 0 to 24, not -1")]
    [InlineData("""{"id":"a","reply_to":["a/b"]}""", "reply_to: must be text of 0 to ")]
    public void A_wrong_field_is_named_with_what_it_must_be(string json, string error)
    {
        ControlRequest request = Read(json);
        _ = (request.ReplyTo, request.Text("id"), request.Flag("on"), request.Whole("limit", 0, 100), request.Number("hours", 0, 24));
        Assert.StartsWith(error, request.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{"id":null}""")]
    public void An_empty_request_has_no_fields_and_no_fault(string json)
    {
        ControlRequest request = Read(json);
        Assert.Null(request.Text("id"));
        Assert.Null(request.Get("id"));
        Assert.Null(request.Error);
    }

    [Theory]
    [InlineData("[]", "request: must be a JSON object")]
    [InlineData("{", "request: ")]
    public void What_is_no_object_is_a_fault_of_the_request(string json, string error)
    {
        ControlRequest request = Read(json);
        Assert.Null(request.Text("id"));
        Assert.StartsWith(error, request.Error, StringComparison.Ordinal);
    }

    private static ControlRequest Read(string json) => ControlRequest.Read(Encoding.UTF8.GetBytes(json));
}
