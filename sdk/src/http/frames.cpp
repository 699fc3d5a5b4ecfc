#include "http/frames.hpp"

#include <algorithm>
#include <array>

namespace cx::http {
namespace {

constexpr std::uint64_t control_bytes_max = 125;
// Behind this a message is not passed over any more.
constexpr std::uint64_t patience_bytes = 64U << 20;

bool is_control(Opcode opcode)
{
    return static_cast<std::uint8_t>(opcode) >= 8;
}

bool is_known(std::uint8_t opcode)
{
    return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

}  // namespace

std::string write_frame(Opcode opcode, std::string_view body, std::uint32_t mask)
{
    std::string out;
    const auto put = [&](std::uint64_t value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
            out += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
    };
    constexpr std::uint64_t masked = 0x80;
    put(0x80U | static_cast<std::uint8_t>(opcode), 1);
    if (body.size() <= control_bytes_max) {
        put(masked | body.size(), 1);
    } else if (body.size() <= 0xffff) {
        put(masked | 126U, 1);
        put(body.size(), 2);
    } else {
        put(masked | 127U, 1);
        put(body.size(), 8);
    }
    put(mask, 4);
    const std::size_t key = out.size() - 4;
    for (std::size_t i = 0; i < body.size(); ++i)
        out += static_cast<char>(body[i] ^ out[key + i % 4]);
    return out;
}

FrameReader::FrameReader(std::size_t message_bytes, Compression compression)
    : message_bytes_(message_bytes)
{
    if (compression.agreed) inflater_.emplace(compression.each_alone);
}

void FrameReader::add(std::string_view bytes)
{
    buffer_.erase(0, at_);
    at_ = 0;
    buffer_ += bytes;
}

// False where the head is not whole yet, or makes no sense.
bool FrameReader::read_head()
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(buffer_[at_ + i]); };
    const std::size_t here = buffer_.size() - at_;
    if (here < 2) return false;
    const unsigned length = byte(1) & 0x7fU;
    const std::size_t more = length == 127 ? 8 : length == 126 ? 2 : 0;
    if (here < 2 + more) return false;
    left_ = more == 0 ? length : 0;
    for (std::size_t i = 0; i < more; ++i) left_ = left_ << 8U | byte(2 + i);
    is_last_ = (byte(0) & 0x80U) != 0;
    // No other extension was agreed on, and a server does not mask.
    broken_ = (byte(0) & 0x30U) != 0 || (byte(1) & 0x80U) != 0 || !is_known(byte(0) & 0x0fU);
    if (broken_) return false;
    opcode_ = static_cast<Opcode>(byte(0) & 0x0fU);
    const bool begins = opcode_ == Opcode::text || opcode_ == Opcode::binary;
    const bool packed = (byte(0) & 0x40U) != 0;
    broken_ = !fits() || (packed && !(begins && inflater_));
    if (begins) packed_ = packed;
    at_ += 2 + more;
    in_frame_ = !broken_;
    return in_frame_;
}

// Whether the frame may stand where it stands.
bool FrameReader::fits() const
{
    if (is_control(opcode_)) return is_last_ && left_ <= control_bytes_max;
    if ((opcode_ == Opcode::continuation) != in_message_) return false;
    return left_ <= patience_bytes && seen_ + left_ <= patience_bytes;
}

void FrameReader::read_body()
{
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer_.size() - at_));
    const std::string_view part(buffer_.data() + at_, size);
    if (is_control(opcode_)) {
        control_ += part;
    } else {
        read_data(part);
        seen_ += size;
    }
    at_ += size;
    left_ -= size;
}

void FrameReader::read_data(std::string_view part)
{
    if (part.empty()) return;
    if (packed_) {
        broken_ = !inflater_->add(part, message_.body, message_bytes_);
        message_.cut = inflater_->cut();
        return;
    }
    const std::size_t room = message_bytes_ - message_.body.size();
    message_.body += part.substr(0, room);
    message_.cut = message_.cut || part.size() > room;
}

std::optional<FrameMessage> FrameReader::finish()
{
    in_frame_ = false;
    if (is_control(opcode_)) {
        FrameMessage control{opcode_, std::move(control_), false};
        control_.clear();
        return control;
    }
    in_message_ = !is_last_;
    if (!is_last_) return std::nullopt;
    if (packed_) {
        broken_ = !inflater_->end(message_.body, message_bytes_);
        if (broken_) return std::nullopt;
        message_.cut = inflater_->cut();
    }
    FrameMessage whole = std::move(message_);
    message_ = {};
    seen_ = 0;
    return whole;
}

std::optional<FrameMessage> FrameReader::next()
{
    while (!broken_) {
        if (!in_frame_) {
            if (!read_head()) return std::nullopt;
            if (opcode_ == Opcode::text || opcode_ == Opcode::binary) message_.kind = opcode_;
        }
        read_body();
        if (broken_ || left_ > 0) return std::nullopt;
        if (auto message = finish()) return message;
    }
    return std::nullopt;
}

}  // namespace cx::http
