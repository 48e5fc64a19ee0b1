using Wsm.Helm.Data;
using Wsm.Helm.Versions;
using Wsm.Product.Secrets;

namespace Wsm.Site.WeightsAndBiases.Migration;

/// <summary>
/// Settings of an older installation at their places in the platform chart. What has no place is noted, so that nothing vanishes, and a
/// password never becomes readable that was not before.
/// </summary>
/// <param name="chart">The platform chart's version; null for the newest.</param>
internal sealed class MigratedSettings(SemanticVersion? chart)
{
    /// <summary>The Secret that is proposed for passwords which have no place of their own.</summary>
    private const string ProposedSecret = "wandb-settings";

    private static readonly SemanticVersion EnvironmentByReference = SemanticVersion.Parse("0.38.0");

    private readonly List<string> _notes = [];
    private readonly List<string> _proposed = [];

    public MapValue Values { get; } = new();

    /// <summary>What was not taken over, or asks for something, as sentences without any value.</summary>
    public IReadOnlyList<string> Notes =>
        _proposed.Count == 0
            ? _notes
            :
            [
                .. _notes,
                $"{string.Join(" and ", _proposed)} held a secret in clear; the new settings take it from a Secret, which is "
                    + "to be made first: "
                    + "kubectl create secret generic "
                    + $"{ProposedSecret}{string.Concat(_proposed.Select(name => $" --from-literal={name}=…"))}",
            ];

    /// <summary>The chart is that version or newer.</summary>
    public bool IsFrom(string version) => chart is null || chart.CompareTo(SemanticVersion.Parse(version)) >= 0;

    public void Note(string setting, string why) => _notes.Add($"{setting} is not taken over: {why}.");

    /// <summary>A whole sentence about what has to be done.</summary>
    public void Remark(string sentence) => _notes.Add(sentence);

    /// <summary>A text at a path; an empty one is none.</summary>
    public void Set(string path, string text)
    {
        if (text.Length > 0)
        {
            Set(path, Value.Of(text));
        }
    }

    public void Set(string path, Value value)
    {
        var map = Values;
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            if (map[step].Data is not MapValue below)
            {
                map[step] = Value.Of(below = new MapValue());
            }

            map = below;
        }

        map[steps[^1]] = value;
    }

    /// <summary>A variable without a setting of its own. A secret in clear is not written in clear again.</summary>
    public void AddVariable(string name, string text)
    {
        if ((SecretNames.IsSecret(name) && !SecretNames.IsReference(name)) || SecretValues.IsTelling(text))
        {
            _proposed.Add(name);
            AddReference(name, Reference("secretKeyRef", ProposedSecret, name));
        }
        else
        {
            SetVariable(name, text);
        }
    }

    /// <summary>A variable whose text is no secret, whatever its name says.</summary>
    public void SetVariable(string name, string text) => SetBelow("global.extraEnv", name, Value.Of(text));

    /// <summary>A variable that is read from a Secret, a ConfigMap or the pod itself, and stays so.</summary>
    /// <param name="source">What stands below <c>valueFrom</c>.</param>
    public void AddReference(string name, MapValue source)
    {
        if (chart is null || chart.CompareTo(EnvironmentByReference) >= 0)
        {
            foreach (var component in (string[])["app", "api"])
            {
                SetBelow($"{component}.env", name, Value.Of(new MapValue { ["valueFrom"] = Value.Of(source) }));
            }
        }
        else
        {
            SetBelow("global.extraEnvFrom", name, Value.Of(source));
        }
    }

    public static MapValue Reference(string kind, string holder, string key) =>
        new() { [kind] = Value.Of(new MapValue { ["name"] = Value.Of(holder), ["key"] = Value.Of(key) }) };

    private void SetBelow(string path, string name, Value value)
    {
        var map = path.Split('.')
            .Aggregate(Values, (at, step) =>
            {
                if (at[step].Data is not MapValue below)
                {
                    at[step] = Value.Of(below = new MapValue());
                }

                return below;
            });
        map[name] = value;
    }
}
