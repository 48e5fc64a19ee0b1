using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>How much of a command's work is done at the same time.</summary>
internal static class JobsOption
{
    private const int Most = 64;

    public static Option<int> Create(string description, int usual)
    {
        var option = new Option<int>("--jobs", "-j")
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > Most)
            {
                result.AddError($"--jobs takes a number from 1 to {Most}.");
            }
        });
        return option;
    }
}
