using Tomlyn;
using Tomlyn.Model;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Toml;
using Wsm.Helm.Tests.Oracle;

namespace Wsm.Benchmarks.Libraries;

/// <summary>Our writer and Tomlyn: the text counts, for charts put it into ConfigMaps whose change restarts pods.</summary>
internal static class TomlComparison
{
    private const int Cases = 1000;

    public static void Run()
    {
        var data = new RandomData(4);
        Value[] values = [.. Enumerable.Range(0, Cases).Select(_ => new Value(data.Map(3)))];
        var expected = HelmAnswers.To("toToml $c", values);
        LibraryComparison.Tally(
            "helm",
            values,
            expected,
            ("our writer", Ours),
            ("Tomlyn", value => TomlSerializer.Serialize(Table((MapValue)value.Data!)))
        );
    }

    private static string Ours(Value value)
    {
        try
        {
            return TomlWriter.Write(value);
        }
        catch (MarshalException refused)
        {
            return refused.Message;
        }
    }

    private static TomlTable Table(MapValue map)
    {
        var table = new TomlTable();
        foreach (var key in map.SortedKeys())
        {
            if (map[key].Data is not null)
            {
                table[key] = Model(map[key]);
            }
        }

        return table;
    }

    private static object Model(Value value) =>
        value.Data switch
        {
            MapValue map => Table(map),
            ListValue list when list.Items.Count > 0 && list.Items.All(item => item.Data is MapValue) => TablesOf(list),
            ListValue list => ArrayOf(list),
            var scalar => scalar!,
        };

    private static TomlTableArray TablesOf(ListValue list)
    {
        var tables = new TomlTableArray();
        list.Items.ForEach(item => tables.Add(Table((MapValue)item.Data!)));
        return tables;
    }

    private static TomlArray ArrayOf(ListValue list)
    {
        var array = new TomlArray();
        list.Items.ForEach(item => array.Add(Model(item)));
        return array;
    }
}
