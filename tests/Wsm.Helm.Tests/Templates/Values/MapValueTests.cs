using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Tests.Templates.Values;

public sealed class MapValueTests
{
    private const string Text = """{"a":{"b":{"c":1}},"list":[{"d":2},[{"e":3}]],"plain":"x"}""";

    private readonly MapValue _original = (MapValue)JsonReader.Read(Text).Data!;

    [Fact]
    public void What_is_done_to_a_lazy_copy_does_not_show_in_the_map_it_was_made_from()
    {
        var copy = _original.LazyCopy();
        Below(Below(copy, "a"), "b")["c"] = Value.Of("changed");
        var list = (ListValue)copy["list"].Data!;
        ((MapValue)list[0].Data!)["d"] = Value.Of("changed");
        ((MapValue)((ListValue)list[1].Data!)[0].Data!)["e"] = Value.Of("changed");
        list.Items.Add(Value.Of("added"));
        copy.Remove("plain");
        copy["new"] = Value.Of(1.0);
        Assert.Equal(Text, Show(_original));
        Assert.Equal("""{"a":{"b":{"c":"changed"}},"list":[{"d":"changed"},[{"e":"changed"}],"added"],"new":1}""", Show(copy));
    }

    [Fact]
    public void Whoever_looks_into_a_lazy_copy_twice_finds_the_same_map()
    {
        var copy = _original.LazyCopy();
        var typed = copy.WithTypeName(GoTypeNames.ChartValues);
        Assert.Same(Below(copy, "a"), Below(copy, "a"));
        Assert.Same(Below(copy, "a"), Below(typed, "a"));
        Assert.NotSame(Below(_original, "a"), Below(copy, "a"));
        typed["seen"] = Value.Of(true);
        Assert.True(copy.ContainsKey("seen"));
    }

    [Fact]
    public void A_copy_of_a_lazy_copy_is_a_third_map()
    {
        var copy = _original.LazyCopy();
        var third = copy.LazyCopy();
        Below(third, "a").Remove("b");
        Assert.Equal(Text, Show(copy));
        Assert.Equal(Text, Show(_original));
    }

    private static MapValue Below(MapValue map, string key) => (MapValue)map[key].Data!;

    private static string Show(MapValue map) => (string)JsonWriter.Write(Value.Of(map)).Data!;
}
