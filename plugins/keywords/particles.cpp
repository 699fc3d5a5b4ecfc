#include "keywords/particles.hpp"

#include <array>

namespace keywords {
namespace {

// Behind which last sound a particle stands.
enum class Behind { any, consonant, vowel, vowel_or_l };

struct Particle {
    std::u32string_view text;
    Behind behind = Behind::any;
};

constexpr std::array particles{
    Particle{U"은", Behind::consonant},
    Particle{U"는", Behind::vowel},
    Particle{U"이", Behind::consonant},
    Particle{U"가", Behind::vowel},
    Particle{U"을", Behind::consonant},
    Particle{U"를", Behind::vowel},
    Particle{U"과", Behind::consonant},
    Particle{U"와", Behind::vowel},
    Particle{U"으로", Behind::consonant},
    Particle{U"로", Behind::vowel_or_l},
    Particle{U"으로서", Behind::consonant},
    Particle{U"로서", Behind::vowel_or_l},
    Particle{U"으로써", Behind::consonant},
    Particle{U"로써", Behind::vowel_or_l},
    Particle{U"이랑", Behind::consonant},
    Particle{U"랑", Behind::vowel},
    Particle{U"이나", Behind::consonant},
    Particle{U"나", Behind::vowel},
    Particle{U"이라도", Behind::consonant},
    Particle{U"라도", Behind::vowel},
    Particle{U"이라고", Behind::consonant},
    Particle{U"라고", Behind::vowel},
    Particle{U"이라는", Behind::consonant},
    Particle{U"라는", Behind::vowel},
    Particle{U"이라면", Behind::consonant},
    Particle{U"라면", Behind::vowel},
    Particle{U"이란", Behind::consonant},
    Particle{U"란", Behind::vowel},
    Particle{U"이든", Behind::consonant},
    Particle{U"든", Behind::vowel},
    Particle{U"이야", Behind::consonant},
    Particle{U"야", Behind::vowel},
    Particle{U"아", Behind::consonant},
    Particle{U"이에요", Behind::consonant},
    Particle{U"예요", Behind::vowel},
    Particle{U"이네요", Behind::consonant},
    Particle{U"네요", Behind::vowel},
    Particle{U"이다", Behind::consonant},
    Particle{U"다", Behind::vowel},
    Particle{U"이고", Behind::consonant},
    Particle{U"고", Behind::vowel},
    Particle{U"이지만", Behind::consonant},
    Particle{U"지만", Behind::vowel},
    Particle{U"의"},
    Particle{U"에"},
    Particle{U"에서"},
    Particle{U"에게"},
    Particle{U"에게서"},
    Particle{U"께"},
    Particle{U"께서"},
    Particle{U"한테"},
    Particle{U"한테서"},
    Particle{U"하고"},
    Particle{U"도"},
    Particle{U"만"},
    Particle{U"까지"},
    Particle{U"부터"},
    Particle{U"마저"},
    Particle{U"조차"},
    Particle{U"처럼"},
    Particle{U"같이"},
    Particle{U"보다"},
    Particle{U"만큼"},
    Particle{U"대로"},
    Particle{U"마다"},
    Particle{U"뿐"},
    Particle{U"밖에"},
    Particle{U"커녕"},
    Particle{U"인데"},
    Particle{U"인"},
    Particle{U"입니다"},
    Particle{U"이요"},
    Particle{U"요"},
    Particle{U"들"},
    Particle{U"님"},
    Particle{U"씨"},
    Particle{U"측"},
    Particle{U"쪽"},
};

constexpr int particles_most = 4;  // "님들께서만"

// The last consonant of a syllable, 0 for none; what is no syllable takes any particle.
enum class Sound { none, l, other, unknown };

Sound last_sound(std::u32string_view word)
{
    const char32_t last = word.back();
    if (last < 0xac00 || last > 0xd7a3) return Sound::unknown;
    const char32_t consonant = (last - 0xac00) % 28;
    if (consonant == 0) return Sound::none;
    return consonant == 8 ? Sound::l : Sound::other;
}

bool fits(const Particle& particle, std::u32string_view before)
{
    const Sound sound = last_sound(before);
    if (sound == Sound::unknown) return true;
    switch (particle.behind) {
        case Behind::any:
            return true;
        case Behind::consonant:
            return sound != Sound::none;
        case Behind::vowel:
            return sound == Sound::none;
        case Behind::vowel_or_l:
            return sound == Sound::none || sound == Sound::l;
    }
    return false;
}

bool are_particles(std::u32string_view word, std::size_t at, int left)
{
    if (at == word.size()) return true;
    if (left == 0) return false;
    for (const Particle& particle : particles)
        if (word.substr(at).starts_with(particle.text) && fits(particle, word.substr(0, at)) &&
            are_particles(word, at + particle.text.size(), left - 1))
            return true;
    return false;
}

}  // namespace

bool is_with_particles(std::u32string_view word, std::u32string_view noun)
{
    return !noun.empty() && word.starts_with(noun) &&
           are_particles(word, noun.size(), particles_most);
}

}  // namespace keywords
