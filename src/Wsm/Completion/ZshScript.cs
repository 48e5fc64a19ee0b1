using System.Text;
using Wsm.CommandLine;

namespace Wsm.Completion;

/// <summary>Completion for zsh: a function for each command, on top of zsh's own <c>_arguments</c>.</summary>
internal static class ZshScript
{
    public static string Write(CompletionTree tree)
    {
        var script = new StringBuilder("#compdef wsm\n# zsh completion for wsm; made by: wsm completion zsh\n");
        foreach (var (_, command) in tree.Commands)
        {
            WriteFunction(tree, command, script);
        }

        return script
            .Append(
                """

                # Sourced, it registers itself; in a folder of $fpath, it is the function.
                if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
                    _wsm "$@"
                else
                    compdef _wsm wsm
                fi

                """
            )
            .ToString();
    }

    private static void WriteFunction(CompletionTree tree, CommandDescription command, StringBuilder script)
    {
        script.Append($"\n{FunctionOf(command)}() {{\n");
        var hasCommands = command.Commands.Count > 0;
        if (hasCommands)
        {
            script.Append("    local curcontext=$curcontext state line\n    typeset -A opt_args\n");
        }

        script.Append(hasCommands ? "    _arguments -C -s" : "    _arguments -s");
        foreach (var option in tree.OptionsOf(command))
        {
            script.Append(" \\\n        ").Append(Spec(option));
        }

        if (hasCommands)
        {
            script.Append(" \\\n        '1: :->command' \\\n        '*:: :->rest'");
        }
        else
        {
            foreach (var (argument, place) in command.Arguments.Select((argument, place) => (argument, place + 1)))
            {
                script.Append(" \\\n        ").Append(Spec(argument, place));
            }
        }

        script.Append('\n');
        if (hasCommands)
        {
            WriteSubcommands(command, script);
        }

        script.Append("}\n");
    }

    private static void WriteSubcommands(CommandDescription command, StringBuilder script)
    {
        script.Append("    case $state in\n        command)\n            local -a commands=(\n");
        foreach (var below in command.Commands)
        {
            script.Append($"                {CompletionTree.Quote($"{below.Name}:{CompletionTree.Brief(below.Text)}")}\n");
        }

        script.Append(
            "            )\n            _describe -t commands command commands\n            ;;\n        rest)\n            case $words[1] "
                + "in\n"
        );
        foreach (var below in command.Commands)
        {
            script.Append($"                {below.Name}) {FunctionOf(below)} ;;\n");
        }

        script.Append("            esac\n            ;;\n    esac\n");
    }

    private static string Spec(OptionDescription option)
    {
        var text =
            $"[{Escape(CompletionTree.Brief(option.Text))}]{(option.Value is { } value ? $":{Escape(value.Placeholder)}:{Action(value)}" : "")}";
        var names = option.Names.Select(name => option.Repeatable ? "*" + name : name).ToList();
        if (names is [var only])
        {
            return CompletionTree.Quote(only + text);
        }

        var excluding = option.Repeatable ? "" : $"'({string.Join(' ', names)})'";
        return $"{excluding}{{{string.Join(',', names.Select(CompletionTree.Quote))}}}{CompletionTree.Quote(text)}";
    }

    private static string Spec(ArgumentDescription argument, int place) =>
        CompletionTree.Quote($"{(argument.Repeatable ? "*" : place)}:{Escape(argument.Value.Placeholder)}:{Action(argument.Value)}");

    private static string Action(ValueDescription value) =>
        value switch
        {
            { Choices.Count: > 0 } => $"({string.Join(' ', value.Choices)})",
            { IsFile: true } => "_files",
            { IsFolder: true } => "_files -/",
            _ => " ",
        };

    private static string FunctionOf(CommandDescription command) => string.Join('_', command.Path.Prepend("_wsm"));

    /// <summary>In a specification a colon ends a part, and brackets enclose the description.</summary>
    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace(":", @"\:", StringComparison.Ordinal)
            .Replace("[", @"\[", StringComparison.Ordinal)
            .Replace("]", @"\]", StringComparison.Ordinal);
}
