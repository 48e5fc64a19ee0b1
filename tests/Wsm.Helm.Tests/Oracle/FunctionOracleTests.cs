using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Every function with odd arguments, run by the real helm and by us: what it prints, or what it says against them.</summary>
public sealed class FunctionOracleTests
{
    [Fact]
    public async Task Functions_give_or_refuse_what_helm_gives_or_refuses()
    {
        var random = new RandomCall(61);
        string[] calls = [.. RandomCall.Functions.SelectMany(name => Enumerable.Range(0, 25).Select(_ => random.Of(name)))];
        await CompareAsync(calls);
    }

    private static async Task CompareAsync(string[] calls)
    {
        var theirs = await HelmOracle.RunEachAsync(calls);
        var different = calls
            .Zip(theirs, (call, told) => (Call: call, Theirs: AsText(told), Ours: AsText(Ours(call))))
            .Where(pair => pair.Theirs != pair.Ours)
            .Select(pair => $"{pair.Call}\nhelm: {pair.Theirs}\nours: {pair.Ours}\n\n");
        Assert.Equal("", string.Concat(different.Take(60)));
    }

    /// <summary>Bytes that are no UTF-8 do not come through a terminal.</summary>
    private static string AsText(string told) => Encoding.UTF8.GetString(GoText.ToBytes(told));

    private static string Ours(string call)
    {
        try
        {
            var set = new TemplateSet(FunctionTable.Helm);
            set.Parse("c/templates/a.yaml", HelmOracle.Shown(call));
            var values = new MapValue { TypeName = GoTypeNames.ChartValues };
            values["a"] = Value.Of("x");
            var data = new MapValue { ["Values"] = Value.Of(values) };
            set.Execute("c/templates/a.yaml", Value.Of(data), new RenderSession());
            return "nothing";
        }
        catch (TemplateException told)
        {
            return HelmOracle.Told(HelmErrorText.Of(told));
        }
    }
}
