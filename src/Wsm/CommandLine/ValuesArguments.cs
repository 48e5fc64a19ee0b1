using System.CommandLine;
using Wsm.Catalogs;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Yaml;

namespace Wsm.CommandLine;

/// <summary>The options that give values, named and ordered as helm's.</summary>
internal sealed class ValuesArguments
{
    private readonly Option<string[]> _files = Repeatable(
        "--values",
        "Values files, the later ones over the earlier ones; - for standard input (repeatable, or with commas).",
        "FILE",
        "-f"
    );
    private readonly Option<string[]> _set = Repeatable("--set", "Single values: a.b=1,c[0]=x (repeatable).", "PATH=VALUE");
    private readonly Option<string[]> _setString = Repeatable("--set-string", "The same, and every value is text.", "PATH=TEXT");
    private readonly Option<string[]> _setJson = Repeatable(
        "--set-json",
        "The same, with values in JSON; or one whole JSON object.",
        "PATH=JSON"
    );
    private readonly Option<string[]> _setFile = Repeatable("--set-file", "The same, with values read from files.", "PATH=FILE");
    private readonly Option<string[]> _setLiteral = Repeatable("--set-literal", "One value, taken as it stands.", "PATH=TEXT");

    public IReadOnlyList<Option> Options => [_files, _set, _setString, _setJson, _setFile, _setLiteral];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
            command.Add(option);
    }

    public UserValues Read(Call call) =>
        new()
        {
            Files =
            [
                .. Texts(call, _files)
                    .SelectMany(static list => list.Split(','))
                    .Select(name => new ValuesFile(name, ReadFile(call, name))),
            ],
            Set = Texts(call, _set),
            SetString = Texts(call, _setString),
            SetJson = Texts(call, _setJson),
            SetFile = Texts(call, _setFile),
            SetLiteral = Texts(call, _setLiteral),
            ReadFile = name => ReadFile(call, name),
        };

    /// <summary>The same as layers that can be told apart: each file one, and on top what the flags changed.</summary>
    /// <exception cref="UserError">A file or a flag is malformed.</exception>
    public IReadOnlyList<ValuesLayer> ReadLayers(Call call)
    {
        if (!Options.Any(call.Has))
            return [];
        var all = Read(call);
        try
        {
            var files = new UserValues { Files = all.Files };
            var changed = Changes(all.Build(), files.Build());
            IEnumerable<ValuesLayer> layers = all.Files.Select(file => new ValuesLayer(file.Name, file.Text));
            return changed.Count == 0
                ? [.. layers]
                : [.. layers, new ValuesLayer("--set", (string)YamlWriter.Write(Value.Of(changed)).Data!)];
        }
        catch (ValuesException wrong)
        {
            throw new UserError(wrong.Message, exitCode: ExitCode.Usage, cause: wrong);
        }
    }

    /// <summary>What has to be laid over one map to get the other. A flag may change one item of a list; the list then comes whole.</summary>
    private static MapValue Changes(MapValue over, MapValue under)
    {
        var changed = new MapValue();
        foreach (var (key, value) in over.Entries)
        {
            if (!under.TryGet(key, out var before))
                changed[key] = value;
            else if (value.Data is MapValue now && before.Data is MapValue then)
            {
                if (Changes(now, then) is { Count: > 0 } below)
                    changed[key] = Value.Of(below);
            }
            else if (Text(value) != Text(before))
                changed[key] = value;
        }

        return changed;
    }

    private static string Text(Value value) => (string)YamlWriter.Write(value).Data!;

    private static string[] Texts(Call call, Option<string[]> option) => call.Get(option) ?? [];

    private static string ReadFile(Call call, string name)
    {
        if (name == "-")
            return call.Context.In.ReadToEnd();
        var path = call.Context.PathOf(name);
        if (Directory.Exists(path))
            throw UserError.Usage($"{name} is a folder, not a file.");
        return File.Exists(path) ? File.ReadAllText(path) : throw UserError.Usage($"There is no file {name}.");
    }

    private static Option<string[]> Repeatable(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = false,
        };
}
