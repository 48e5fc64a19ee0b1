using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;

namespace Wsm.Helm.Tests.Values.Merging;

/// <summary>Expected results and messages are what helm 4.1.4 gives.</summary>
public sealed class SetParserTests
{
    [Theory]
    [InlineData("a=1,b=true,c=null,d=01,e=0,f=-5,g=x y", """{"a":1,"b":true,"c":null,"d":"01","e":0,"f":-5,"g":"x y"}""")]
    [InlineData("a.b.c=1,a.b.d=2", """{"a":{"b":{"c":1,"d":2}}}""")]
    [InlineData("a={x,1,true},b={}", """{"a":["x",1,true],"b":[""]}""")]
    [InlineData("a[1]=x,a[0].b=y", """{"a":[{"b":"y"},"x"]}""")]
    [InlineData("a[0][1]=z", """{"a":[[null,"z"]]}""")]
    [InlineData(@"a=x\,y,b\.c=1", """{"a":"x,y","b.c":1}""")]
    [InlineData("a=", """{"a":""}""")]
    [InlineData("a[0]", """{"a":[]}""")]
    [InlineData("a=b=c", """{"a":"b=c"}""")]
    public void Set_is_understood_as_helm_understands_it(string text, string json) =>
        Assert.Equal(json, Show(target => SetParser.Set(text, target)));

    [Theory]
    [InlineData("a", "key \"a\" has no value")]
    [InlineData("a,b=1", "key \"a\" has no value (cannot end with ,)")]
    [InlineData("a={1", "list must terminate with '}'")]
    [InlineData("a[x]=1", "error parsing index: strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("a[-1]=1", "negative -1 index not allowed")]
    [InlineData("a[65537]=1", "index of 65537 is greater than maximum supported index of 65536")]
    [InlineData("a[0]x=1", "unexpected data at end of array index: ['x']")]
    [InlineData("a=1,a.b=2", "unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}")]
    [InlineData(
        "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1",
        "value name nested level is greater than maximum supported nested level of 30"
    )]
    public void What_helm_refuses_is_refused_with_its_words(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ValuesException>(() => SetParser.Set(text, new MapValue())).Message);

    [Fact]
    public void The_other_forms_differ_in_what_a_value_is()
    {
        Assert.Equal("""{"a":"1","b":"true"}""", Show(target => SetParser.SetString("a=1,b=true", target)));
        Assert.Equal("""{"a":{"x":[1.5]},"b":null}""", Show(target => SetParser.SetJson("""a={"x":[1.5]},b=""", target)));
        Assert.Equal("""{"a":{"b":"x,y=\\1"}}""", Show(target => SetParser.SetLiteral(@"a.b=x,y=\1", target)));
        Assert.Equal(
            """{"a":"<f.txt>"}""",
            Show(target => SetParser.SetFile("a=f.txt", target, name => $"<{name}>")).Replace("\\u003c", "<").Replace("\\u003e", ">")
        );
    }

    private static string Show(Action<MapValue> set)
    {
        var target = new MapValue();
        set(target);
        return (string)JsonWriter.Write(Value.Of(target)).Data!;
    }
}
