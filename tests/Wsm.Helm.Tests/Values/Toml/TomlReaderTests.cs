using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Toml;

namespace Wsm.Helm.Tests.Values.Toml;

public sealed class TomlReaderTests
{
    [Theory]
    [InlineData("a = 1\nb.c = 'x' # comment\n\"d e\" = \"\\u00e9\"", """{"a":1,"b":{"c":"x"},"d e":"é"}""")]
    [InlineData("[t]\nx = 0x1F\ny = 1_000.5\n[t.u]\nz = [1, [2],\n 3, ]", """{"t":{"u":{"z":[1,[2],3]},"x":31,"y":1000.5}}""")]
    [InlineData("[[l]]\na = 1\n[l.sub]\nb = true\n[[l]]\n", """{"l":[{"a":1,"sub":{"b":true}},{}]}""")]
    [InlineData(
        "a = {x = 1, y.z = 2}\nb = \"\"\"\none \\\n   two\"\"\"\nc = '''x'y'''",
        """{"a":{"x":1,"y":{"z":2}},"b":"one two","c":"x'y"}"""
    )]
    public void Documents_are_read(string toml, string json) => Assert.Equal(json, JsonWriter.Write(Value.Of(TomlReader.Read(toml))).Data);

    [Theory]
    [InlineData("a = 1\na = 2")]
    [InlineData("[a]\n[a]")]
    [InlineData("a = {b = 1}\n[a.c]")]
    [InlineData("a = \"x")]
    [InlineData("a = 1 2")]
    [InlineData("a = 01")]
    [InlineData("a = [1")]
    public void What_is_no_TOML_is_refused(string toml) =>
        Assert.StartsWith("toml: line ", Assert.Throws<TomlException>(() => TomlReader.Read(toml)).Message);

    [Fact]
    public void Depth_ends_with_an_error() => Assert.Throws<TomlException>(() => TomlReader.Read("a = " + new string('[', 100_000)));
}
